//! Jinja2 expressions, typed so that most of them have a value.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

/// What an expression is once evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Int,
    Float,
    Str,
    Bool,
    /// A list of integers.
    Ints,
    /// A list of strings.
    Strs,
    /// A dict from strings to integers, never empty.
    Dict,
}

use Type::{Bool, Dict, Float, Int, Ints, Str, Strs};

pub(super) const TYPES: [Type; 7] = [Int, Str, Float, Bool, Ints, Strs, Dict];

/// An expression whose variables are only chosen when it is written.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(&'static str),
    /// A variable of the type, by its place among those in scope; the literal where there is none.
    Variable(Type, usize, &'static str),
    /// `$0`, `$1`, … are operands, in parentheses where they are forms themselves; `@0`, … the same, bare.
    Form(&'static str, Vec<Expression>),
}

/// A name in scope, or an attribute of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) kind: Type,
    pub(super) text: String,
}

impl Expression {
    pub(super) fn write(&self, scope: &[Variable]) -> String {
        match self {
            Self::Literal(text) => (*text).to_owned(),
            Self::Variable(kind, place, otherwise) => {
                let named: Vec<_> = scope.iter().filter(|variable| variable.kind == *kind).collect();
                match named.len() {
                    0 => (*otherwise).to_owned(),
                    count => named[place % count].text.clone(),
                }
            }
            Self::Form(pattern, operands) => {
                operands.iter().enumerate().fold((*pattern).to_owned(), |text, (place, operand)| {
                    let bare = operand.write(scope);
                    let text = text.replace(&format!("@{place}"), &bare);
                    let tight = match operand {
                        Self::Form(..) => format!("({bare})"),
                        _ => bare,
                    };
                    text.replace(&format!("${place}"), &tight)
                })
            }
        }
    }
}

/// Expressions of each type, down to a depth.
#[derive(Clone, Debug)]
pub(super) struct Expressions {
    by_type: Vec<BoxedStrategy<Expression>>,
}

impl Expressions {
    pub(super) fn to_depth(depth: u32) -> Self {
        let leaves = Self { by_type: TYPES.iter().map(|kind| leaf(*kind)).collect() };
        (0..depth).fold(leaves, |inner, _| Self {
            by_type: TYPES
                .iter()
                .map(|kind| prop_oneof![2 => leaf(*kind), 3 => inner.form(*kind)].boxed())
                .collect(),
        })
    }

    pub(super) fn of(&self, kind: Type) -> BoxedStrategy<Expression> {
        let place = TYPES.iter().position(|other| *other == kind).expect("every type is among TYPES");
        self.by_type[place].clone()
    }

    /// An expression of some type. Here and below alternatives are a `Union`, not `prop_flat_map`, which would make
    /// up new operands at every step of shrinking.
    pub(super) fn any(&self) -> BoxedStrategy<(Type, Expression)> {
        Union::new(TYPES.map(|kind| (Just(kind), self.of(kind)))).boxed()
    }

    fn form(&self, kind: Type) -> BoxedStrategy<Expression> {
        let forms = forms(kind).iter().map(|(pattern, types)| {
            let operands: Vec<_> = types.iter().map(|kind| self.of(*kind)).collect();
            operands.prop_map(move |operands| Expression::Form(pattern, operands))
        });
        Union::new(forms).boxed()
    }
}

fn leaf(kind: Type) -> BoxedStrategy<Expression> {
    let literals = select(literals(kind));
    prop_oneof![
        literals.clone().prop_map(Expression::Literal),
        (literals, 0..8_usize).prop_map(move |(text, place)| Expression::Variable(kind, place, text)),
    ]
    .boxed()
}

fn literals(kind: Type) -> &'static [&'static str] {
    match kind {
        Int => {
            &["0", "1", "2", "7", "42", "1_000", "0x1F", "0b11", "9007199254740993", "123456789012345678901"]
        }
        Float => {
            &["1.0", "0.5", "0.1", "1e-5", "4e-06", "1e16", "1e22", "123456.789", "3.0e-10", "2.5", "1_0.5"]
        }
        Str => &[
            "'a'",
            "\"it's\"",
            "''",
            "' pad '",
            "'Hello World'",
            r"'l1\nl2'",
            "'é漢😀'",
            "'a,b,c'",
            "'x/y.py'",
            r"'tab\t\\'",
            "'ß'",
        ],
        Bool => &["true", "False", "True", "false"],
        Ints => &["[1, 2, 3]", "[]", "[3, 1, 2, 1]", "(5, 6)", "[0]", "[0, -1]"],
        Strs => &["['a', 'b']", "[]", "['B', 'a', 'C']", "('x',)", "['é', '漢', ' ']"],
        Dict => &["{'a': 1}", "{'b': 2, 'a': 1}", "dict(k=3)", "{'é': 0, 'x y': 7}"],
    }
}

type Form = (&'static str, &'static [Type]);

fn forms(kind: Type) -> &'static [Form] {
    match kind {
        Int => &[
            ("$0 + $1", &[Int, Int]),
            ("$0 - $1", &[Int, Int]),
            ("$0 * $1", &[Int, Int]),
            ("$0 // 3", &[Int]),
            ("-$0 // 7", &[Int]),
            ("$0 % 5", &[Int]),
            ("-$0 % 4", &[Int]),
            ("2 ** ($0 % 9)", &[Int]),
            ("-$0", &[Int]),
            ("$0|abs", &[Int]),
            ("$0|length", &[Str]),
            ("$0|count", &[Strs]),
            ("$0|sum", &[Ints]),
            ("$0|max|default(1)", &[Ints]),
            ("$0|first|default(4)", &[Ints]),
            ("($0|list + [1])[0]", &[Ints]),
            ("($0|list + [9])[-1]", &[Ints]),
            ("$0|int", &[Float]),
            ("$0|int(5)", &[Str]),
            ("$0.get('a', @1)", &[Dict, Int]),
            ("$0.values()|sum", &[Dict]),
            ("$0.find('a')", &[Str]),
            ("$0.count('l')", &[Str]),
            ("$0 if $1 else $2", &[Int, Bool, Int]),
            ("$0|wordcount", &[Str]),
        ],
        Float => &[
            ("$0 / 4", &[Int]),
            ("$0 + $1", &[Float, Int]),
            ("$0 * $1", &[Float, Float]),
            ("$0 - 0.1", &[Float]),
            ("-$0", &[Float]),
            ("$0|round(1)", &[Float]),
            ("$0|round", &[Float]),
            ("$0|round(2, 'floor')", &[Float]),
            ("$0|float", &[Str]),
            ("$0|float", &[Int]),
            ("$0 // 0.3", &[Float]),
            ("$0 % 0.7", &[Float]),
            ("($0|abs) ** 0.5", &[Int]),
            ("10.0 ** -($0 % 9)", &[Int]),
        ],
        Str => &[
            ("$0 ~ $1", &[Str, Int]),
            ("$0 ~ $1", &[Float, Str]),
            ("$0 + $1", &[Str, Str]),
            ("$0 * 2", &[Str]),
            ("$0|upper", &[Str]),
            ("$0|title", &[Str]),
            ("$0|capitalize", &[Str]),
            ("$0|trim", &[Str]),
            ("$0|trim('a ')", &[Str]),
            ("$0|replace('l', @1)", &[Str, Str]),
            ("$0|replace('a', 'b', 1)", &[Str]),
            ("$0|indent(2)", &[Str]),
            ("$0|indent(width=4, first=True, blank=true)", &[Str]),
            ("$0|center(12)", &[Str]),
            ("$0|truncate(8, True, '..', 0)", &[Str]),
            ("$0|wordwrap(5)", &[Str]),
            ("$0|string", &[Dict]),
            ("$0|string", &[Ints]),
            ("$0|join('+')", &[Ints]),
            ("$0|join(', ')", &[Strs]),
            ("$0|map('upper')|join('|')", &[Strs]),
            ("$0|pprint", &[Strs]),
            ("$0|tojson", &[Dict]),
            ("$0|tojson", &[Strs]),
            ("$0|toyaml", &[Dict]),
            ("$0|toyaml", &[Strs]),
            ("$0|toyaml", &[Str]),
            ("$0|toyaml", &[Float]),
            ("undefined_name|toyaml(@0)", &[Int]),
            ("$0|e", &[Str]),
            ("$0|urlencode", &[Str]),
            ("$0|filesizeformat", &[Int]),
            ("$0|reverse", &[Str]),
            ("$0|default('d', true)", &[Str]),
            ("undefined_name|default(@0)", &[Str]),
            ("$0.upper()", &[Str]),
            ("$0.strip()", &[Str]),
            ("$0.rjust(6, '*')", &[Str]),
            ("$0.zfill(5)", &[Str]),
            ("$0.title().swapcase()", &[Str]),
            ("$0.removeprefix('a')", &[Str]),
            ("$0.partition('b')|string", &[Str]),
            ("$0[1:]", &[Str]),
            ("$0[::-1]", &[Str]),
            ("$0[:-1]", &[Str]),
            ("$0[-3:5:2]", &[Str]),
            ("'{}-{}'.format(@0, @1)", &[Int, Strs]),
            ("'{0}{1}{0}'.format(@0, @1)", &[Str, Bool]),
            ("'{:#^40}'.format(' ' + $0 + ' ')", &[Str]),
            ("'{:>8}|{:<4}|'.format(@0, @1)", &[Str, Int]),
            ("'{:.2f}'.format(@0)", &[Float]),
            ("'{:g} {:e}'.format(@0, @0)", &[Float]),
            ("'{:.1%}'.format(@0)", &[Float]),
            ("'{:05d}'.format(@0)", &[Int]),
            ("'{:,}'.format(@0)", &[Int]),
            ("'{n:+x}'.format(n=@0)", &[Int]),
            ("'{:>{w}}'.format(@0, w=9)", &[Str]),
            ("'{!r}'.format(@0)", &[Str]),
            ("'{0[a]}'.format({'a': @0})", &[Int]),
            ("'%s-%d' % (@0, @1)", &[Str, Int]),
            ("'%05.1f%%' % $0", &[Float]),
            ("'%r'|format(@0)", &[Str]),
            ("repr(@0)", &[Str]),
            ("repr(@0)", &[Float]),
            ("repr(@0)", &[Dict]),
            ("joinpath(@0, 'b', @1)", &[Str, Str]),
            ("normpath('/a/../' ~ $0)", &[Str]),
            ("abspath(@0)", &[Str]),
            ("relpath('/forgather/' ~ $0)", &[Str]),
            ("splitext(basename(@0))|join(':')", &[Str]),
            ("dirname(@0)", &[Str]),
            ("($0 if $1)|default('no')", &[Str, Bool]),
            ("$0 if $1 else $2", &[Str, Bool, Str]),
            ("$0 or $1", &[Str, Str]),
            ("$0|map('string')|map('indent', 2)|join", &[Ints]),
            ("$0|batch(2)|list|string", &[Ints]),
            ("$0|slice(2)|list|string", &[Ints]),
            ("$0|groupby(0)|string if false else 'g'", &[Strs]),
            ("versions[$0|trim]|default(hostname)", &[Str]),
        ],
        Bool => &[
            ("$0 == $1", &[Int, Int]),
            ("$0 != $1", &[Str, Str]),
            ("$0 < $1", &[Int, Float]),
            ("1 <= $0 < 9", &[Int]),
            ("$0 is odd", &[Int]),
            ("$0 is divisibleby 3", &[Int]),
            ("$0 is string", &[Str]),
            ("$0 is not none", &[Str]),
            ("$0 is mapping", &[Dict]),
            ("$0 is sequence", &[Ints]),
            ("$0 is number", &[Float]),
            ("$0 is upper", &[Str]),
            ("$0 is sameas true", &[Bool]),
            ("undefined_name is defined", &[]),
            ("$0 in $1", &[Int, Ints]),
            ("$0 not in $1", &[Str, Str]),
            ("'a' in $0", &[Dict]),
            ("not $0", &[Bool]),
            ("$0 and $1", &[Bool, Bool]),
            ("$0 or $1", &[Bool, Bool]),
            ("$0.startswith('a')", &[Str]),
            ("$0.isdigit()", &[Str]),
            ("$0 is eq(1)", &[Int]),
            ("$0 is gt 3", &[Int]),
            ("$0 is in $1", &[Str, Strs]),
        ],
        Ints => &[
            ("[@0, @1]", &[Int, Int]),
            ("range($0 % 5)|list", &[Int]),
            ("range(1, 9, 3)|list", &[]),
            ("$0|sort", &[Ints]),
            ("$0|sort(reverse=true)", &[Ints]),
            ("$0|reverse|list", &[Ints]),
            ("$0|unique|list", &[Ints]),
            ("$0[1:]", &[Ints]),
            ("$0|list + $1|list", &[Ints, Ints]),
            ("$0|select('odd')|list", &[Ints]),
            ("$0|reject('gt', 1)|list", &[Ints]),
            ("$0.values()|list", &[Dict]),
            ("$0|map('abs')|list", &[Ints]),
            ("$0|list * 2", &[Ints]),
        ],
        Strs => &[
            ("[@0, @1]", &[Str, Str]),
            ("(@0,)", &[Str]),
            ("$0.split(',')", &[Str]),
            ("$0.split()", &[Str]),
            ("$0.splitlines()", &[Str]),
            ("$0|sort", &[Strs]),
            ("$0|sort(case_sensitive=true)", &[Strs]),
            ("$0|map('lower')|list", &[Strs]),
            ("$0|map('replace', 'a', 'o')|list", &[Strs]),
            ("$0|list", &[Str]),
            ("$0|map('string')|list", &[Ints]),
            ("$0.keys()|list", &[Dict]),
            ("$0|dictsort|map('first')|list", &[Dict]),
            ("$0[:1]", &[Strs]),
            ("$0|select|list", &[Strs]),
        ],
        Dict => &[
            ("{'n': @0, 'm': @1}", &[Int, Int]),
            ("{@0: @1}", &[Str, Int]),
            ("dict($0, z=@1)", &[Dict, Int]),
            ("dict($0.items())", &[Dict]),
            ("dict($0|dictsort)", &[Dict]),
            ("dict($0|dictsort(by='value'))", &[Dict]),
        ],
    }
}
