//! Names that somebody may mean by a few of their letters.

/// How well a name fits a query whose letters, all lower case, must occur in it in that order; none where they do not.
/// More is better: letters that follow each other, that begin a word, that begin the name, and names that hold little else.
pub(crate) fn score(name: &str, query: &[char]) -> Option<i64> {
    const FOLLOWS: i64 = 15;
    const BEGINS_WORD: i64 = 10;
    const BEGINS_NAME: i64 = 10;
    // Most names do not fit; that is seen at once.
    let mut rest = name.chars();
    if !query.iter().all(|wanted| rest.any(|letter| is(letter, *wanted))) {
        return None;
    }
    let letters: Vec<char> = name.chars().collect();
    // For each letter of the name how well the letters of the query fit up to one that falls on it.
    let mut fits: Vec<Option<i64>> = Vec::new();
    for (number, wanted) in query.iter().enumerate() {
        let mut best_before = None;
        let mut next = vec![None; letters.len()];
        for (at, letter) in letters.iter().enumerate() {
            let before = if number == 0 { Some(0) } else { best_before };
            let following = at.checked_sub(1).and_then(|last| *fits.get(last)?).map(|score| score + FOLLOWS);
            if is(*letter, *wanted) {
                let bonus = if begins_word(&letters, at) { BEGINS_WORD } else { 0 };
                let bonus = if at == 0 { bonus + BEGINS_NAME } else { bonus };
                next[at] = before.max(following).map(|score| score + bonus);
            }
            best_before = best_before.max(fits.get(at).copied().flatten());
        }
        fits = next;
    }
    let best = if query.is_empty() { Some(0) } else { fits.into_iter().flatten().max() };
    best.map(|best| best - letters.len() as i64)
}

fn is(letter: char, lower: char) -> bool {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase() == lower;
    }
    letter == lower || letter.to_lowercase().eq(std::iter::once(lower))
}

fn begins_word(letters: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| letters[before]) else { return true };
    !before.is_alphanumeric() || letters[at].is_uppercase() && before.is_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that fit a query, the best first.
    fn ranked<'a>(query: &str, names: &[&'a str]) -> Vec<&'a str> {
        let query: Vec<char> = query.chars().collect();
        let mut found: Vec<(i64, &str)> =
            names.iter().filter_map(|name| Some((score(name, &query)?, *name))).collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn letters_must_occur_in_order() {
        assert_eq!(ranked("mdl", &["model", "medal", "lmd", "md"]), ["model", "medal"]);
        assert_eq!(ranked("é", &["Éa", "e"]), ["Éa"]);
        assert_eq!(ranked("", &["a"]), ["a"]);
    }

    #[test]
    fn what_is_closer_comes_first() {
        assert_eq!(
            ranked("model", &["my_old_model", "model_config", "model"]),
            ["model", "model_config", "my_old_model"]
        );
        assert_eq!(ranked("ta", &["data", "trainer_args", "tab"]), ["tab", "trainer_args", "data"]);
        assert_eq!(ranked("lr", &["alarm", "ns.lr"]), ["ns.lr", "alarm"]);
    }
}
