"""Are the graders right? Every exercise tried on programs whose verdict is known beforehand."""
