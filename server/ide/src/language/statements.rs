//! Line statements and Jinja2's statements.

/// What a line statement's operator becomes.
pub(crate) struct Operator {
    /// As it is written.
    pub(crate) name: &'static str,
    /// What it becomes, in `current` and in `2025-06`.
    pub(crate) becomes: [&'static str; 2],
    /// What that means.
    pub(crate) says: &'static str,
}

/// The operators of line statements.
pub(crate) const OPERATORS: [Operator; 5] = [
    Operator { name: "--", becomes: ["{% … %}"; 2], says: "a statement on a line of its own" },
    Operator {
        name: "<<",
        becomes: ["{%- … %}"; 2],
        says: "a statement that takes away the white space and line breaks before it",
    },
    Operator {
        name: ">>",
        becomes: ["{% … -%}"; 2],
        says: "a statement that takes away the white space and line breaks after it",
    },
    Operator { name: "==", becomes: ["{{ … }}"; 2], says: "outputs the value of an expression" },
    Operator {
        name: "=>",
        becomes: ["{{ …|trim('\\n')}}", "{{ … -}}"],
        says: "outputs the value of an expression without the line breaks around it",
    },
];

/// A statement of Jinja2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Its keyword.
    pub(crate) name: &'static str,
    /// What follows it, as a snippet.
    pub(crate) rest: &'static str,
    /// What ends it; none where it is a single tag.
    pub(crate) end: Option<&'static str>,
    /// What it does.
    pub(crate) says: &'static str,
}

const fn single(name: &'static str, rest: &'static str, says: &'static str) -> Statement {
    Statement { name, rest, end: None, says }
}

const fn paired(name: &'static str, rest: &'static str, end: &'static str, says: &'static str) -> Statement {
    Statement { name, rest, end: Some(end), says }
}

/// Jinja2's statements, those that are used most first. Inner ones are after those that they belong to.
pub(crate) const STATEMENTS: [Statement; 15] = [
    single("set", "${1:ns.name} = ${2:value}", "assigns a value to a variable or to a namespace's attribute"),
    single("include", "'${1:name.yaml}'", "outputs another template here"),
    paired(
        "block",
        "${1:name}",
        "endblock ${1:name}",
        "a part that templates which extend this one can override",
    ),
    paired("if", "${1:test}", "endif", "outputs its content only if the test holds"),
    paired("for", "${1:item} in ${2:items}", "endfor", "outputs its content for every item"),
    paired("filter", "${1:trim()}", "endfilter", "passes its content through a filter"),
    single("extends", "'${1:base.yaml}'", "takes all of another template and overrides its blocks"),
    single(
        "from",
        "'${1:inc/formatting.jinja}' import ${2:name}",
        "takes macros and variables from another template",
    ),
    single(
        "import",
        "'${1:inc/formatting.jinja}' as ${2:name}",
        "takes all macros and variables of another template under a name",
    ),
    paired("macro", "${1:name}(${2:arguments})", "endmacro", "a function that outputs its content"),
    paired("with", "${1:name} = ${2:value}", "endwith", "variables that hold in its content only"),
    paired("call", "${1:macro}()", "endcall", "calls a macro, which gets the content by `caller()`"),
    paired("raw", "", "endraw", "outputs its content as it is written"),
    single("else", "", "what is output where the test does not hold, or where there are no items"),
    single("elif", "${1:test}", "another test, where those before do not hold"),
];
