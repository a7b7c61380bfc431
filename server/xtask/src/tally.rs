//! What `cargo test` prints, counted.

/// What many test binaries said, together. A test that finds something absent prints a line `skipped: WHAT: WHY` and
/// succeeds; a test that is ignored is skipped too.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// What was skipped and why, once each, in order of appearance.
    pub(crate) skipped: Vec<String>,
    in_successes: bool,
}

impl Tally {
    /// Takes in a line, and says whether it is one to show. With `--show-output` a test binary repeats all that its
    /// successful tests printed, between `successes:` and its result: that is read, and not shown.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        if line == "successes:" {
            self.in_successes = true;
        } else if line == "failures:" || line.starts_with("test result: ") {
            self.in_successes = false;
        }
        if let Some(reason) = line.strip_prefix("skipped: ") {
            self.skip(reason.to_owned());
        } else if let Some((test, reason)) = ignored(line) {
            self.skip(format!("{test}: {reason}"));
        } else if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += count(counts, " passed");
            self.failed += count(counts, " failed");
        }
        !self.in_successes
    }

    /// Takes in a line of the Test Anything Protocol: `ok 1 - name`, `not ok 2 - name`, `ok 3 - name # SKIP why`.
    pub(crate) fn take_point(&mut self, line: &str, suite: &str) {
        let (point, is_ok) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(point), _) => (point, true),
            (_, Some(point)) => (point, false),
            _ => return,
        };
        let name = point.split_once(" - ").map_or(point, |(_, name)| name);
        match name.split_once("# SKIP") {
            Some((name, why)) => self.skip(format!("{suite}: {}: {}", name.trim(), why.trim())),
            None if is_ok => self.passed += 1,
            None => self.failed += 1,
        }
    }

    /// Adds a failure that no test was there to tell of.
    pub(crate) fn fail(&mut self, message: &str) {
        eprintln!("{message}");
        self.failed += 1;
    }

    /// Adds what was skipped, and why.
    pub(crate) fn skip(&mut self, reason: String) {
        if !self.skipped.contains(&reason) {
            self.skipped.push(reason);
        }
    }

    /// The last line of a summary.
    pub(crate) fn closing_line(&self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped.len())
    }
}

#[cfg(test)]
impl Tally {
    pub(crate) fn of(passed: usize, failed: usize, skipped: Vec<String>) -> Self {
        Self { passed, failed, skipped, in_successes: false }
    }
}

/// The test and the reason in `test some::test ... ignored, needs a network`.
fn ignored(line: &str) -> Option<(&str, &str)> {
    let (test, reason) = line.strip_prefix("test ")?.split_once(" ... ignored")?;
    Some((test, reason.strip_prefix(", ").unwrap_or("ignored")))
}

/// The number before a word, as in `ok. 29 passed; 0 failed; …`.
fn count(counts: &str, word: &str) -> usize {
    let before = counts.split(word).next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines shown, and the tally.
    fn tally(output: &str) -> (Vec<&str>, Tally) {
        let mut tally = Tally::default();
        let shown = output.lines().filter(|line| tally.take(line)).collect();
        (shown, tally)
    }

    #[test]
    fn counts_of_several_binaries_add_up() {
        let (_, tally) = tally(
            "test result: ok. 29 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n\
             test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s\n",
        );
        assert_eq!(tally.closing_line(), "32 passed, 2 failed, 0 skipped");
    }

    #[test]
    fn what_is_skipped_is_named_once() {
        let (shown, tally) = tally(
            "test a ... ok\ntest b ... ignored, slow\ntest c ... ignored\n\nsuccesses:\n\n---- a stdout ----\nnoise\n\
             skipped: comparison: no Python\nskipped: comparison: no Python\n\nsuccesses:\n    a\n\n\
             test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured\n",
        );
        assert_eq!(tally.skipped, ["b: slow", "c: ignored", "comparison: no Python"]);
        assert_eq!(
            shown,
            [
                "test a ... ok",
                "test b ... ignored, slow",
                "test c ... ignored",
                "",
                "test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured"
            ]
        );
    }

    #[test]
    fn points_of_other_suites_are_counted() {
        let mut tally = Tally::default();
        let output = "TAP version 13\nok 1 - hover\nnot ok 2 - rename\n# not ok, but a comment\nok 3\n\
                      ok 4 - all # SKIP there is no Neovim\n1..4\n";
        output.lines().for_each(|line| tally.take_point(line, "neovim"));
        assert_eq!(tally.closing_line(), "2 passed, 1 failed, 1 skipped");
        assert_eq!(tally.skipped, ["neovim: all: there is no Neovim"]);
    }

    #[test]
    fn failures_are_shown() {
        let (shown, _) = tally("successes:\n    a\n\nfailures:\n\n---- b stdout ----\nboom\n");
        assert_eq!(shown, ["failures:", "", "---- b stdout ----", "boom"]);
    }
}
