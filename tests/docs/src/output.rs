//! Whether what is printed is what a page shows.

/// Whether a command printed what is shown. `…` stands for whatever it may be: within a line for a part of it, on a line of
/// its own for any number of lines. White space at the ends of lines does not count.
pub fn matches(shown: &str, printed: &str) -> bool {
    let shown: Vec<&str> = shown.trim_end().lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
    sequence(&shown, &printed, |shown| shown.trim() == "…", |shown, printed| line(shown, printed))
}

fn line(shown: &str, printed: &str) -> bool {
    let shown: Vec<char> = shown.chars().collect();
    let printed: Vec<char> = printed.chars().collect();
    sequence(&shown, &printed, |shown| *shown == '…', |shown, printed| shown == printed)
}

/// Whether items are those of a pattern, some of whose items stand for any number of any.
fn sequence<T>(
    pattern: &[T],
    items: &[T],
    is_any: impl Fn(&T) -> bool,
    is_same: impl Fn(&T, &T) -> bool,
) -> bool {
    let (mut at, mut next) = (0, 0);
    let mut retry = None;
    while next < items.len() {
        if pattern.get(at).is_some_and(&is_any) {
            retry = Some((at, next));
            at += 1;
        } else if pattern.get(at).is_some_and(|wanted| is_same(wanted, &items[next])) {
            (at, next) = (at + 1, next + 1);
        } else if let Some((any, taken)) = retry {
            retry = Some((any, taken + 1));
            (at, next) = (any + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(is_any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same() {
        for (shown, printed) in [
            ("a\nb", "a\nb\n"),
            ("a  ", "a"),
            ("at …:3", "at /x/y:3"),
            ("a\n…\nd", "a\nb\nc\nd"),
            ("a\n…\nd", "a\nd"),
            ("…b…", "abc"),
            ("…/b: …\nc", "/a/b: /b: x\nc"),
            ("…", ""),
        ] {
            assert!(matches(shown, printed), "{shown:?} {printed:?}");
        }
    }

    #[test]
    fn what_is_not() {
        for (shown, printed) in [
            ("a", "b"),
            ("a", "a\nb"),
            ("a\nb", "a"),
            ("at …:3", "at x:4"),
            ("a\n…\nd", "a\nb\nc"),
            ("", "a"),
            ("a…", "b"),
        ] {
            assert!(!matches(shown, printed), "{shown:?} {printed:?}");
        }
    }
}
