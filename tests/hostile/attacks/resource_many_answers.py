"""Gives a hundred thousand quiz answers, long ones, and no texts."""

answers = {f"question {index}": f"option {index}" for index in range(100_000)}
answers |= {index: "x" * 10_000 for index in range(10_000)}
