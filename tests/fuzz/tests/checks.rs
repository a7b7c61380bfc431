//! Every check on all that was ever found, on seeds, and on seeds with small changes, the same ones each time.
//!
//! A file below `found/CHECK/` broke that check once. `FORGATHER_MUTATIONS` sets how many changed seeds are tried.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use fuzz::CHECKS;

const SMALL: [&str; 8] = [
    "-- extends 'a.yaml'\n-- set ns.x = 1\n[block]\nmain: !call:m:C@c { a: *b }\n",
    "a: &a !partial:m.py:f\n    - !var { name: v, default: 'é' }\nmain: { <<: *a }\n",
    "{% for i in range(3) %}{{ i|string ~ 'x' }}\n{% endfor %}\n#--------------- config.sub ---------------\nx: {{ 1.5 }}\n",
    "-- macro m(a, b=2)\n{{ a }}{{ b }}\n-- endmacro\n<< m(1)\n== m(2)\n>> m(3)\n",
    "{%- if x is defined -%}\n  {{ x }}\n{%- else %}\n  y: |\n    a\n    b\n{%- endif %}\n",
    "'q': \"\\x41\\u00e9\"\n? [1, 2]\n: !!omap [a: 1]\n",
    "Content-Length: 2\r\n\r\n{}",
    "## c\n#-- a --\n.define: &x !singleton:m:C\n    k: !factory:f []\nmain: *x\n",
];

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Texts of the corpora, the shortest first, and some of our own.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = SMALL.iter().map(|text| [b"\0", text.as_bytes()].concat()).collect();
    let corpus =
        std::env::var_os("FORGATHER_CORPUS").map_or_else(|| here("../../../shared/corpus"), PathBuf::from);
    if !corpus.is_dir() {
        println!("skipped: seeds of the corpora: there is no corpus");
        return seeds;
    }
    let mut left = vec![corpus];
    let mut texts = Vec::new();
    while let Some(folder) = left.pop() {
        for path in files(&folder) {
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml") && texts.len() < 4_000 {
                texts.extend(fs::read(&path).ok());
            }
        }
    }
    texts.sort_by_key(Vec::len);
    let every = (texts.len() / 60).max(1);
    seeds.extend(
        texts
            .into_iter()
            .step_by(every)
            .filter(|text| text.len() < 8_000)
            .enumerate()
            .map(|(number, text)| [&[number as u8][..], &text].concat()),
    );
    seeds
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// A seed with a few small changes: bytes replaced, taken away, doubled, or taken from another seed.
fn changed(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    const ODD: &[u8] = b"{}[]%#-:&*!|>'\"\n\r\t \\@<=.,~$\0\xff\xc3\xa9";
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let end = (at + numbers.below(12)).min(bytes.len());
        match numbers.below(4) {
            0 => bytes.insert(at, ODD[numbers.below(ODD.len())]),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let from = numbers.below(other.len());
                let part = other[from..(from + 24).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

#[test]
fn what_was_found_once_is_mended() {
    for (name, check) in CHECKS {
        for path in files(&here("found").join(name)) {
            println!("{}", path.display());
            check(&fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn seeds_with_small_changes() {
    let seeds = seeds();
    let tries: usize =
        std::env::var("FORGATHER_MUTATIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(400);
    let mut numbers = Numbers(0x5eed_f0f9_a7e4_1d3b);
    for (name, check) in CHECKS {
        for number in 0..tries + seeds.len() {
            let bytes = match seeds.get(number) {
                Some(seed) => seed.clone(),
                None => changed(&seeds, &mut numbers),
            };
            let holds = catch_unwind(|| check(&bytes)).is_ok();
            assert!(holds, "`{name}` fails for {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}

/// The targets of libFuzzer are these checks, each once.
#[test]
fn every_check_has_a_target() {
    let targets = files(&here("libfuzzer/fuzz_targets"));
    let names: Vec<String> =
        targets.iter().filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    let mut checks: Vec<&str> = CHECKS.iter().map(|(name, _)| *name).collect();
    checks.sort_unstable();
    assert_eq!(names, checks);
}
