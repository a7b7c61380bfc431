//! What templates are made of, before it is text.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use super::expression::{Expression, Expressions, Type};

/// How a statement is written.
#[derive(Clone, Debug)]
pub(super) enum Tag {
    /// A line statement: indentation, sign, and what comes after.
    Line(&'static str, &'static str, &'static str),
    /// `{% … %}` with whitespace control, and what comes after.
    Inline(&'static str, &'static str, &'static str),
}

/// How a value is printed.
#[derive(Clone, Debug)]
pub(super) enum Print {
    /// A line: indentation, and `==` or `=>`.
    Line(&'static str, &'static str),
    /// `{{ … }}` between text.
    Inline(&'static str, &'static str, &'static str, &'static str),
}

/// How a block is opened and closed.
#[derive(Clone, Debug)]
pub(super) enum Fence {
    /// `block NAME` … `endblock`, with `scoped` or not, the name repeated or not.
    Tags(Tag, Tag, bool, bool),
    /// `[NAME]` or `[NAME!]`: where that cannot be, tags.
    Header(bool),
}

/// A part of a template. Names are chosen, and what cannot be where it is left out, when it is written.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(String),
    Print(Print, Expression),
    Comment(&'static str),
    Raw(Tag, Tag, String),
    Set(Tag, Type, u8, Expression),
    SetNamespace(Tag, usize, Expression),
    Include(Tag, usize, Inclusion),
    Super(Print),
    Macro(Print, bool, Expression, Option<Expression>),
    If(Vec<(Tag, Expression, Vec<Piece>)>, Option<Vec<Piece>>, Tag),
    For(Tag, Loop, Expression, Vec<Piece>, Option<Vec<Piece>>, Tag),
    With(Tag, Type, Expression, Vec<Piece>, Tag),
    Filter(Tag, &'static str, Vec<Piece>, Tag),
    Capture(Tag, u8, Option<&'static str>, Vec<Piece>, Tag),
    Call(Tag, Expression, Vec<Piece>, Tag),
    Block(Fence, usize, Vec<Piece>),
}

/// How another template is included.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inclusion {
    Plain,
    Existing,
    Missing,
    List,
    Computed,
    Alone,
}

/// What is looped over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loop {
    Ints,
    Strs,
    Items,
    Filtered,
}

pub(super) const FILTERS: [&str; 8] = [
    "trim",
    "trim()",
    "upper",
    "indent(4)",
    "indent(2, true)",
    "replace('a', 'o')",
    "trim('\\n')",
    "lower|title",
];

pub(super) fn tag() -> BoxedStrategy<Tag> {
    let line = (
        select(&["", "    ", "\t", "\u{a0}", "\u{1c} "][..]),
        select(&["--", "--", "<<", ">>"][..]),
        select(&["", "", "", " ## why", "\t### -- x", ":"][..]),
    )
        .prop_map(|(indent, sign, after)| Tag::Line(indent, sign, after));
    let inline = (
        select(&["{%", "{%-", "{%+"][..]),
        select(&["%}", "-%}", "+%}"][..]),
        select(&["\n", "", "\n\n", " "][..]),
    )
        .prop_map(|(open, close, after)| Tag::Inline(open, close, after));
    prop_oneof![2 => line, 1 => inline].boxed()
}

pub(super) fn print() -> BoxedStrategy<Print> {
    let line = (select(&["", "    "][..]), select(&["==", "=>"][..]))
        .prop_map(|(indent, sign)| Print::Line(indent, sign));
    let inline = (
        select(&["", "key: ", "- ", "    nested: \"", "x "][..]),
        select(&["{{", "{{-", "{{+"][..]),
        select(&["}}", "-}}"][..]),
        select(&["\n", "", "\n\n", "\"\n", " # c\n", " ## tail\n"][..]),
    )
        .prop_map(|(before, open, close, after)| Print::Inline(before, open, close, after));
    prop_oneof![1 => line, 1 => inline].boxed()
}

pub(super) fn text() -> BoxedStrategy<String> {
    let line = select(
        &[
            "",
            "a: 1",
            "- item",
            "    nested: true",
            ".define: &x !call:m:F@x",
            "    - *x",
            "# comment",
            "<<: *x",
            "k: 'it''s' # tail",
            "text ünïcödé 漢字 😀",
            "--not a statement",
            "    - -- b",
            "==",
            "a {# gone #} b",
            "a: {#- gone +#}",
            "k: v ## gone",
            "k: 'a ## b' # c ## d",
            "x\u{a0}## gone",
            "b\u{b}c\u{c}d\u{2028}e\u{85}f",
            "trailing   ",
            "\ttab",
            "[a, b]",
            "{a: 1}",
            "#---- x",
            "50% of {x} % y",
        ][..],
    );
    vec((line, select(&["\n", "\n", "\n", "\n\n", ""][..])), 1..4)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end]).collect())
        .boxed()
}

fn comment() -> BoxedStrategy<&'static str> {
    select(
        &[
            "## plain\n",
            "##\n",
            "    ## indented\n",
            "##- strips -\n",
            "##+ keeps +\n",
            "## a {{ nope }} {% if %}\n",
            "## -- set x = 1\n",
            "##---- x ----\n",
            "### three\n",
            "## ends #} early\n",
            "{#- long\nover lines -#}\n",
        ][..],
    )
    .boxed()
}

/// Pieces that nest to a depth.
pub(super) fn pieces(depth: u32, expressions: &Expressions) -> BoxedStrategy<Vec<Piece>> {
    let mut nested = vec(simple(expressions), 0..4).boxed();
    for _ in 0..depth {
        nested =
            vec(prop_oneof![3 => simple(expressions), 2 => compound(&nested, expressions)], 0..5).boxed();
    }
    nested
}

fn simple(expressions: &Expressions) -> BoxedStrategy<Piece> {
    let inclusion = select(
        &[
            Inclusion::Plain,
            Inclusion::Existing,
            Inclusion::Missing,
            Inclusion::List,
            Inclusion::Computed,
            Inclusion::Alone,
        ][..],
    );
    prop_oneof![
        6 => text().prop_map(Piece::Text),
        6 => (print(), expressions.any()).prop_map(|(print, (_, value))| Piece::Print(print, value)),
        2 => comment().prop_map(Piece::Comment),
        3 => (tag(), expressions.any(), 0..3_u8)
            .prop_map(|(tag, (kind, value), name)| Piece::Set(tag, kind, name, value)),
        2 => namespace_set(expressions),
        1 => (tag(), tag(), text()).prop_map(|(open, close, text)| Piece::Raw(open, close, text)),
        2 => (tag(), 0..4_usize, inclusion).prop_map(|(tag, which, how)| Piece::Include(tag, which, how)),
        2 => print().prop_map(Piece::Super),
        2 => (print(), any::<bool>(), expressions.of(Type::Str), option::of(expressions.of(Type::Int)))
            .prop_map(|(print, keyword, title, count)| Piece::Macro(print, keyword, title, count)),
    ]
    .boxed()
}

/// The namespace's attributes, and the types they keep.
pub(super) const ATTRIBUTES: [(&str, Type); 5] = [
    ("name", Type::Str),
    ("count", Type::Int),
    ("rate", Type::Float),
    ("parts", Type::Strs),
    ("options", Type::Dict),
];

fn namespace_set(expressions: &Expressions) -> BoxedStrategy<Piece> {
    let sets = ATTRIBUTES.iter().enumerate().map(|(place, (_, kind))| {
        (tag(), expressions.of(*kind)).prop_map(move |(tag, value)| Piece::SetNamespace(tag, place, value))
    });
    Union::new(sets).boxed()
}

fn compound(nested: &BoxedStrategy<Vec<Piece>>, expressions: &Expressions) -> BoxedStrategy<Piece> {
    let body = || nested.clone();
    let condition = expressions.of(Type::Bool);
    let branches = vec((tag(), condition, body()), 1..4);
    let loops = prop_oneof![
        (Just(Loop::Ints), expressions.of(Type::Ints)),
        (Just(Loop::Strs), expressions.of(Type::Strs)),
        (Just(Loop::Items), expressions.of(Type::Dict)),
        (Just(Loop::Filtered), expressions.of(Type::Ints)),
    ];
    prop_oneof![
        3 => (branches, option::of(body()), tag())
            .prop_map(|(branches, otherwise, end)| Piece::If(branches, otherwise, end)),
        3 => (tag(), loops, body(), option::of(body()), tag())
            .prop_map(|(tag, (over, items), body, otherwise, end)| Piece::For(tag, over, items, body, otherwise, end)),
        1 => (tag(), expressions.any(), body(), tag())
            .prop_map(|(tag, (kind, value), body, end)| Piece::With(tag, kind, value, body, end)),
        2 => (tag(), select(&FILTERS[..]), body(), tag())
            .prop_map(|(tag, filter, body, end)| Piece::Filter(tag, filter, body, end)),
        1 => (tag(), 0..3_u8, option::of(select(&FILTERS[..])), body(), tag())
            .prop_map(|(tag, name, filter, body, end)| Piece::Capture(tag, name, filter, body, end)),
        1 => (tag(), expressions.of(Type::Str), body(), tag())
            .prop_map(|(tag, title, body, end)| Piece::Call(tag, title, body, end)),
        3 => block(nested),
    ]
    .boxed()
}

fn block(body: &BoxedStrategy<Vec<Piece>>) -> BoxedStrategy<Piece> {
    let fence = prop_oneof![
        (tag(), tag(), any::<bool>(), any::<bool>())
            .prop_map(|(open, close, scoped, named)| Fence::Tags(open, close, scoped, named)),
        any::<bool>().prop_map(Fence::Header),
    ];
    (fence, 0..8_usize, body.clone()).prop_map(|(fence, name, body)| Piece::Block(fence, name, body)).boxed()
}

/// A body of blocks, as a template that extends another has.
pub(super) fn overrides(depth: u32, expressions: &Expressions) -> BoxedStrategy<Vec<Piece>> {
    vec(block(&pieces(depth, expressions)), 0..4).boxed()
}
