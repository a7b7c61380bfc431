//! No text makes anything panic: the corpus, cut up and scrambled.

mod shared;

use forgather_graph::encode::{self, CodeForm, CodeOptions, NamePolicy};
use forgather_graph::{Dialect, load};
use shared::rows;

/// Pieces that mean something to YAML or to Forgather.
const PIECES: [&str; 42] = [
    ":",
    " ",
    "\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "#",
    "&a ",
    "*a ",
    "!call:f ",
    "!var ",
    "|",
    ">",
    "%",
    "\t",
    "? ",
    "<<: ",
    "\u{85}",
    "é",
    "\u{feff}",
    "\r",
    "---\n",
    "!dlist ",
    "\0",
    "@n ",
    "\u{2028}",
    "\u{2029}",
    "\u{80}",
    "\u{fffe}",
    "...\n",
    "%TAG ! !\n",
    "!<x> ",
    "\\",
    "`",
    ">+1\n ",
    "'é\n\n",
    "\"\\\n",
];

/// A small generator of numbers, so that every run scrambles alike.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

fn check(text: &str, dialect: Dialect) {
    let (graph, problems) = load(text, dialect);
    for problem in &problems {
        let places = problem.related.iter().map(|related| related.span).chain([problem.span]);
        for span in places {
            assert!(
                text.get(span.start.to_usize()..span.end.to_usize()).is_some(),
                "{problem:?} in {text:?}"
            );
        }
    }
    for node in graph.nodes() {
        assert!(
            text.get(node.span.start.to_usize()..node.span.end.to_usize()).is_some(),
            "{node:?} in {text:?}"
        );
    }
    let _ = (
        encode::repr(&graph),
        encode::yaml(&graph, NamePolicy::All),
        encode::json(&graph),
        encode::dot(&graph),
    );
    for form in [CodeForm::Forgathers, CodeForm::Runnable] {
        let options = CodeOptions { name_policy: NamePolicy::All, form, ..CodeOptions::default() };
        let _ = encode::code(&graph, graph.root(), &options).map(|code| code.text(&options));
    }
}

#[test]
fn scrambled_configurations() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for (folder, dialect) in [
        ("edges-current", Dialect::Current),
        ("edges-2025-06", Dialect::June2025),
        ("2025-06", Dialect::June2025),
    ] {
        let Some(rows) = rows("scrambled_configurations", folder) else { return };
        for text in rows.iter().filter_map(|row| row["pp"].as_str()) {
            let rounds = if text.len() > 2_000 { 5 } else { 30 };
            for _ in 0..rounds {
                let mut text = text.to_owned();
                for _ in 0..=numbers.below(3) {
                    let at = boundary(&text, numbers.below(text.len() + 1));
                    if numbers.below(2) == 0 {
                        text.insert_str(at, PIECES[numbers.below(PIECES.len())]);
                    } else {
                        let end = boundary(&text, (at + 1 + numbers.below(6)).min(text.len()));
                        text.replace_range(at..end.max(at), "");
                    }
                }
                check(&text, dialect);
            }
        }
    }
}

#[test]
fn every_two_pieces() {
    for first in PIECES {
        for second in PIECES {
            for third in PIECES {
                check(&format!("a{first}{second}x{third}"), Dialect::Current);
                check(&format!("{first}{second}{third}"), Dialect::June2025);
            }
        }
    }
}
