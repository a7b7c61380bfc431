//! How alike names and texts are.

/// The words of a name or a text: `ns.model_dir` has `ns`, `model`, `dir`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in text.chars() {
        let begins = !c.is_alphanumeric() || c.is_uppercase() && was_lower;
        if begins && !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
        was_lower = c.is_lowercase();
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// How many of the words of two names are the same, from 0 to 1; a singular is like its plural.
pub(crate) fn likeness(a: &[String], b: &[String]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let same = |a: &String, b: &String| a == b || a.trim_end_matches('s') == b.trim_end_matches('s');
    let shared = a.iter().filter(|word| b.iter().any(|other| same(word, other))).count();
    let back = b.iter().filter(|word| a.iter().any(|other| same(word, other))).count();
    (shared + back) as f64 / (a.len() + b.len()) as f64
}

/// How much of a name's words a text has, from 0 to 1.
pub(crate) fn covered(name: &[String], text: &[String]) -> f64 {
    if name.is_empty() {
        return 0.0;
    }
    name.iter().filter(|word| text.contains(word)).count() as f64 / name.len() as f64
}
