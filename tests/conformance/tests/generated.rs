//! Made-up template sets are worth comparing: most of them expand, and some do not.

use std::collections::BTreeMap;

use conformance::corpus;
use conformance::generate::template_sets;
use conformance::oracle::{Oracle, OracleAnswer};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

const SETS: usize = 300;

#[test]
fn most_template_sets_expand() {
    let Some(mut oracle) = Oracle::start() else {
        return corpus::skip("expanding made-up template sets: no Python with Jinja2");
    };
    let mut runner = TestRunner::deterministic();
    let strategy = template_sets();
    let mut expanded = 0;
    let mut errors: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..SETS {
        let set = strategy.new_tree(&mut runner).expect("nothing is filtered out").current();
        match oracle.expand(&set) {
            OracleAnswer::Text(_) => expanded += 1,
            OracleAnswer::Error(error) => *errors.entry(error.kind).or_default() += 1,
        }
    }
    println!("{expanded} of {SETS} expand; errors: {errors:?}");
    assert!(expanded * 10 > SETS * 8, "only {expanded} of {SETS} expand: {errors:?}");
    assert!(expanded < SETS, "no set has an error");
}
