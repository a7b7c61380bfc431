//! Texts that are large, deep or explosive: bounded time, and a problem rather than a crash.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use forgather_graph::encode::{self, CodeOptions, NamePolicy};
use forgather_graph::{Code, Dialect, Kind, Problem, load};

/// Generous: these run unoptimised, beside other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// Loads and encodes in every way, within the time allowed.
fn survives(text: &str) -> Vec<Problem> {
    let started = Instant::now();
    let (graph, problems) = load(text, Dialect::Current);
    let _ = encode::repr(&graph);
    let _ = encode::yaml(&graph, NamePolicy::Named);
    let _ = encode::code(&graph, graph.root(), &CodeOptions::default());
    let _ = encode::json(&graph);
    let _ = encode::dot(&graph);
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    problems
}

fn codes(problems: &[Problem]) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn ten_thousand_levels_of_flow() {
    assert_eq!(codes(&survives(&("[".repeat(10_000) + &"]".repeat(10_000)))), [Code::RenderLimit]);
    assert_eq!(codes(&survives(&("{a: ".repeat(10_000) + &"}".repeat(10_000)))), [Code::RenderLimit]);
}

#[test]
fn ten_thousand_levels_that_do_not_end() {
    assert_eq!(codes(&survives(&"[".repeat(10_000))), [Code::RenderLimit, Code::YamlSyntax]);
}

#[test]
fn ten_thousand_levels_of_blocks() {
    assert_eq!(codes(&survives(&("- ".repeat(10_000) + "x"))), [Code::RenderLimit]);
    let mut text = String::new();
    for level in 0..2_000 {
        let _ = writeln!(text, "{}a:", " ".repeat(level));
    }
    assert_eq!(codes(&survives(&text)), [Code::RenderLimit]);
}

#[test]
fn as_deep_as_python_goes() {
    assert_eq!(codes(&survives(&("[".repeat(245) + &"]".repeat(245)))), []);
    assert_eq!(codes(&survives(&("!call:f [".repeat(245) + &"]".repeat(245)))), []);
}

#[test]
fn a_hundred_thousand_aliases() {
    let text = format!("a: &a !call:f [1]\nb: [{}]\n", "*a , ".repeat(100_000));
    assert_eq!(codes(&survives(&text)), []);
}

#[test]
fn a_hundred_thousand_anchors_deep() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for at in 1..100_000 {
        let _ = writeln!(text, "a{at}: &a{at} [*a{} ]", at - 1);
    }
    assert_eq!(codes(&survives(&text)), [Code::RenderLimit]);
}

#[test]
fn a_billion_laughs() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for at in 1..30 {
        let _ = writeln!(text, "a{at}: &a{at} [{}]", format!("*a{} , ", at - 1).repeat(9));
    }
    let problems = survives(&text);
    assert_eq!(codes(&problems), []);
    let (graph, _) = load(&text, Dialect::Current);
    let error = encode::repr(&graph).unwrap_err();
    assert!(error.message.contains("every alias in full"), "{error}");
}

#[test]
fn a_billion_laughs_of_merges() {
    let mut text = "a0: &a0 {x: 1, y: 2}\n".to_owned();
    for at in 1..40 {
        let _ = writeln!(text, "a{at}: &a{at} {{<<: [*a{0} , *a{0} ]}}", at - 1);
    }
    assert_eq!(codes(&survives(&text)), [Code::RenderLimit]);
}

#[test]
fn a_long_string_many_times() {
    let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a , ".repeat(10_000));
    let (graph, problems) = load(&text, Dialect::Current);
    assert_eq!(problems, []);
    assert!(encode::repr(&graph).unwrap_err().message.contains("bytes"));
}

#[test]
fn ten_megabytes() {
    let line = "- {name: abc, value: [1, 2.5, true], text: 'some text'}\n";
    let text = line.repeat(10_000_000 / line.len());
    let started = Instant::now();
    let (graph, problems) = load(&text, Dialect::Current);
    assert_eq!(problems, []);
    assert!(matches!(graph.node(graph.root()).kind, Kind::List(_)));
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
}

#[test]
fn more_than_the_longest_text() {
    assert_eq!(codes(&load(&"a".repeat(40 << 20), Dialect::Current).1), [Code::RenderLimit]);
}

#[test]
fn a_megabyte_of_errors() {
    let text = "a: b: c\n".repeat(1_000_000 / 8);
    let started = Instant::now();
    let (_, problems) = load(&text, Dialect::Current);
    assert!(problems.iter().all(|problem| problem.code == Code::YamlSyntax));
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
}

#[test]
fn many_odd_tokens() {
    // Each is something else in YAML 1.2.
    let text = "- [!call:f[0] , -, a#b]\n".repeat(2_000);
    let started = Instant::now();
    assert_eq!(codes(&load(&text, Dialect::Current).1), []);
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
}

#[test]
fn nothing_takes_the_square_of_the_time() {
    let mut quotes = "a: 'x\n".repeat(100_001);
    quotes.push_str("b: \"");
    for text in [
        "a: {\n".repeat(100_000),
        "a: {b: [\n".repeat(50_000),
        quotes,
        "a: \"\n".repeat(100_001),
        "a: 1\r".repeat(300_000) + "\t",
        "a: b: c\r".repeat(100_000),
        "- ".repeat(200_000) + "é",
        "[é, ".repeat(200_000),
        "[[é]: 1, ".repeat(100_000),
        "{é: [x, ".repeat(100_000),
        format!("[{}]", "!a\u{85}, ".repeat(200_000)),
        format!("a: {}", "x\u{2028}".repeat(500_000)),
        "&a".repeat(500_000),
        "a: &x 1\nb: [&y @\n".repeat(50_000),
        "%TAG !a! x\n".repeat(100_000),
        "? ".repeat(200_000),
        "---\n".repeat(200_000),
    ] {
        // The square of these sizes takes minutes, on any machine, however busy.
        let started = Instant::now();
        let (_, problems) = load(&text, Dialect::Current);
        assert!(!problems.is_empty());
        assert!(started.elapsed() < PATIENCE, "{:?} took {:?}", &text[..8], started.elapsed());
    }
}

#[test]
fn many_undefined_aliases() {
    let text = "- *x\n".repeat(200_000);
    let started = Instant::now();
    assert_eq!(load(&text, Dialect::Current).1.len(), 200_000);
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
}

#[test]
fn brackets_without_end() {
    let started = Instant::now();
    assert!(!load(&"[".repeat(10_000_000), Dialect::Current).1.is_empty());
    assert!(!load(&"{?a".repeat(1_000_000), Dialect::Current).1.is_empty());
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
}

#[test]
fn long_numbers() {
    let text = format!("a: {}\nb: 0x{}\n", "9".repeat(100_000), "f".repeat(1_000_000));
    assert_eq!(codes(&load(&text, Dialect::Current).1), [Code::InvalidTagValue; 2]);
}
