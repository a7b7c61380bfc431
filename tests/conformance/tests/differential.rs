//! Made-up template sets expand to what real Jinja2 behind the same preprocessing expands them to.

use std::cell::RefCell;

use conformance::corpus;
use conformance::expand::expand_set;
use conformance::generate::template_sets;
use conformance::oracle::{Oracle, OracleAnswer};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// The same sets in every run, or other ones in each, as many as `PROPTEST_CASES` says, as in a nightly run.
fn runner() -> TestRunner {
    let by_environment = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if by_environment { Config::default().cases } else { 600 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 3000, ..Config::default() };
    if by_environment {
        return TestRunner::new(config);
    }
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn template_sets_expand_as_in_jinja2() {
    let Some(oracle) = Oracle::start() else {
        corpus::skip("template sets against Jinja2: there is no Python with Jinja2 and PyYAML");
        return;
    };
    let oracle = RefCell::new(oracle);
    let result = runner().run(&template_sets(), |set| {
        let expected = oracle.borrow_mut().expand(&set);
        let expansion = expand_set(&set);
        match expected {
            // Jinja2 makes a generator of a macro that includes without context, and prints its address.
            OracleAnswer::Text(text) if text.contains("<generator object ") => {}
            OracleAnswer::Text(text) => {
                if let Some(problem) = expansion.problems.first() {
                    // Integers end at 128 bits: see docs/dialects.md.
                    if problem.message.contains("integer too large") {
                        return Ok(());
                    }
                    let message = format!("{}: {}", problem.rule.code(), problem.message);
                    return Err(TestCaseError::fail(format!("{message}\nwhere Jinja2 gives {text:?}")));
                }
                if expansion.text != text {
                    let message = format!("ours:   {:?}\nJinja2: {text:?}", expansion.text);
                    return Err(TestCaseError::fail(message));
                }
            }
            OracleAnswer::Error(error) => {
                let Some(problem) = expansion.problems.first() else {
                    return Err(TestCaseError::fail(format!(
                        "{:?}\nwhere Jinja2: {error:?}",
                        expansion.text
                    )));
                };
                let expected = error.code();
                if problem.rule.code() != expected {
                    let ours = format!("{}: {}", problem.rule.code(), problem.message);
                    return Err(TestCaseError::fail(format!("{ours}\nwhere Jinja2: {error:?}")));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
