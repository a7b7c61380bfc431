"""The Test Anything Protocol, written."""


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, name: str, problems: list[str]):
        """One test, which is passed if there is no problem; of many problems the first twenty are shown."""
        self.count += 1
        self.failed += bool(problems)
        print(f"{'not ' if problems else ''}ok {self.count} - {name}", flush=True)
        for problem in problems[:20]:
            for line in problem.rstrip("\n").split("\n"):
                print(f"# {line}")
        if len(problems) > 20:
            print(f"# and {len(problems) - 20} more", flush=True)

    def skip(self, name: str, why: str):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def note(self, text: str):
        print(f"# {text}", flush=True)

    def skip_all(self, why: str) -> int:
        self.skip("whole suite", why)
        return self.done()

    def done(self) -> int:
        print(f"1..{self.count}")
        return 1 if self.failed else 0
