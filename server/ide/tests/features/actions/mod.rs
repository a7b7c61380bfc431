//! What can be done at a place, and what it makes of the files.

mod conversion;
mod experiment;
mod extraction;
mod inlining;
mod moving;
mod overriding;

use expect_test::{Expect, expect};
use forgather_ide::Edits;
use forgather_ide::actions::{ActionKind, actions, resolve};

use crate::fixture::Fixture;

/// The files that changes touch, as they are then.
fn applied(fixture: &Fixture, edits: &Edits) -> String {
    let mut out = String::new();
    for path in edits.files.keys() {
        out += &format!("//- {}\n{}", fixture.shown(path), edits.applied(path).expect("a file that changes"));
    }
    for (path, text) in &edits.created {
        out += &format!("//+ {}\n{text}", fixture.shown(path));
    }
    out
}

/// What the actions of a kind at each mark do; of a mark without any, nothing.
fn shown(fixture: &Fixture, kind: ActionKind) -> String {
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let found = actions(&snapshot, &path, offset..offset).expect("not cancelled");
        for action in found.iter().filter(|action| action.kind == kind) {
            out += &format!("--- {number}: {}\n", action.title);
            match resolve(&snapshot, &path, offset..offset, &action.title).expect("not cancelled") {
                Ok(action) => out += &applied(fixture, &action.edits),
                Err(reason) => out += &format!("refused: {reason}\n"),
            }
        }
    }
    out
}

fn check(kind: ActionKind, fixture: &str, expected: &Expect) {
    expected.assert_eq(&shown(&Fixture::new(fixture), kind));
}

#[test]
fn nothing_is_offered_where_the_text_is_broken() {
    for kind in [ActionKind::Extract, ActionKind::Inline, ActionKind::Move, ActionKind::Generate] {
        check(
            kind,
            "//- configs/main.yaml\n.define: &x [\na: $0*x\nb: !call:dict$1 { \n-- if\n#--- $2a\n",
            &expect![[""]],
        );
    }
}

#[test]
fn line_breaks_of_two_characters_stay() {
    for (kind, text) in [
        (ActionKind::Extract, "é: 1\r\na: !call:dic$0t\r\n    x: 1\r\n\r\n    y: 2\r\n"),
        (ActionKind::Inline, ".define: &x !call:dict\r\n    y: 1\r\n\r\na:\r\n    b: *$0x\r\n"),
        (ActionKind::Rewrite, "-- set x = 1$0\r\na: 1\r\n"),
        (ActionKind::Move, "-- include 'p'\r\n\r\n#--- p$0 ---\r\nb: 1\r\n"),
    ] {
        let fixture = Fixture::new(&format!("//- configs/main.yaml\n{text}"));
        let (snapshot, path, offset) = fixture.at(0);
        let found = actions(&snapshot, &path, offset..offset).expect("not cancelled");
        let action = found.into_iter().find(|action| action.kind == kind).expect("an action");
        let changed = action.edits.applied(&path).expect("the file changes");
        let made = action.edits.created.iter().map(|(_, text)| text.clone());
        for text in made.chain([changed]) {
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{kind:?}: {text:?}");
        }
    }
}
