import time


class Refused(ValueError):
    pass


def first(value):
    return second(value)


def second(value):
    try:
        return 1 / value
    except ZeroDivisionError as error:
        raise Refused(f"{value} is no divisor") from error


def wait(seconds):
    print("waiting")
    time.sleep(seconds)
    return "waited"
