"""The decorators collect, and change nothing."""

from course.authoring import bank, chaff, equivalent, examples, inputs, wheat


def test_what_is_marked_is_collected_in_order_beside_its_reference() -> None:
    def double(x):
        return 2 * x

    @examples(double)
    def small():
        yield {"x": 1}

    @examples(double, public=False)
    def kept():
        yield {"x": 2}

    @wheat(double)
    def added(x):
        return x + x

    @chaff(double)
    def squared(x):
        return x * x

    assert bank(double).examples == [(small, True), (kept, False)]
    assert bank(double).wheats == [added]
    assert bank(double).chaffs == [squared]


def test_two_references_share_nothing() -> None:
    def double(x):
        return 2 * x

    def triple(x):
        return 3 * x

    @wheat(double)
    def added(x):
        return x + x

    assert bank(double).wheats == [added]
    assert bank(triple).wheats == []


def test_a_marked_function_still_works() -> None:
    def double(x):
        return 2 * x

    @chaff(double)
    def squared(x):
        return x * x

    assert squared(3) == 9


def test_inputs_and_equivalent_mutants_are_collected_too() -> None:
    def double(x):
        return 2 * x

    @inputs(double)
    def numbers(rng):
        return {"x": rng.random()}

    equivalent(double, "return x * 2", "It commutes.")

    assert bank(double).inputs == [numbers]
    assert bank(double).equivalents == [("return x * 2", "It commutes.")]
