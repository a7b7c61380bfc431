//! Whether a file that is not there was meant to be one that is.
//!
//! Configurations name files that are only written once something is constructed, and such files come in series:
//! `model_a.py`, `model_b.py`, `v1.py`. So names count as the same only where they differ as no series does.

use crate::{modules::Search, read};
use std::path::{Path, PathBuf};

/// Shorter names are too alike.
const LEAST: usize = 4;

/// The name of the file in the same folder that was likely meant.
pub(crate) fn meant(file: &Path, search: &Search) -> Option<String> {
    let name = file.file_stem()?.to_str()?;
    let folder = file.parent()?;
    let folders: Vec<PathBuf> = if file.is_absolute() {
        vec![folder.to_path_buf()]
    } else {
        search.roots.iter().map(|root| root.join(folder)).collect()
    };
    let names = folders.iter().flat_map(|folder| read::names(folder));
    let mut found: Vec<String> =
        names.filter(|known| known.strip_suffix(".py").is_some_and(|known| is_slip(name, known))).collect();
    // Where two are as near, either may have been meant.
    found.sort_unstable();
    found.dedup();
    (found.len() == 1).then(|| found.remove(0))
}

/// Whether two names differ by the case of letters, by what stands between words, by a letter too many, or by two
/// letters that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    if one == other || one.chars().count() < LEAST {
        return false;
    }
    let plain = |name: &str| name.replace(['-', '_', ' '], "").to_lowercase();
    if plain(one) == plain(other) {
        return true;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (shorter, longer) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
    if shorter.len() + 1 == longer.len() {
        return longer[same].is_alphabetic() && shorter[same..] == longer[same + 1..];
    }
    let is_swapped = one.len() == other.len() && same + 1 < one.len();
    is_swapped
        && one[same] == other[same + 1]
        && one[same + 1] == other[same]
        && one[same..=same + 1].iter().all(|letter| letter.is_alphabetic())
        && one[same + 2..] == other[same + 2..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_not_series() {
        for (one, other) in
            [("tiny_lm", "tiny_ml"), ("Model", "model"), ("causal_lm", "causallm"), ("modell", "model")]
        {
            assert!(is_slip(one, other) && is_slip(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("model_a", "model_b"),
            ("model1", "model2"),
            ("model", "model2"),
            ("model12", "model21"),
            ("ab", "ba"),
            ("model", "model"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }

    #[test]
    fn one_file_must_be_nearer_than_all_others() {
        let folder = tempfile::tempdir().unwrap();
        let search = Search { roots: vec![folder.path().to_path_buf()], submodules: Vec::new() };
        let meant = |file: &str| meant(Path::new(file), &search);
        assert_eq!(meant("src/modle.py"), None);
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/model.py"), "").unwrap();
        std::fs::write(folder.path().join("src/modle.txt"), "").unwrap();
        assert_eq!(meant("src/modle.py").as_deref(), Some("model.py"));
        assert_eq!(meant(folder.path().join("src/modle.py").to_str().unwrap()).as_deref(), Some("model.py"));
        std::fs::write(folder.path().join("src/modlee.py"), "").unwrap();
        assert_eq!(meant("src/modle.py"), None);
    }
}
