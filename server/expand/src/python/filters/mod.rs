//! Jinja2's filters, and Forgather's `toyaml`.

mod attributes;
mod html;
mod number;
mod pretty;
mod sequence;
mod text;
mod wrap;

use minijinja::Value;

use super::error::PyResult;

pub(crate) use html::escape_html;

/// What filters and tests need of the interpreter.
pub trait Callbacks {
    /// Calls a callable value.
    fn call(&mut self, callable: &Value, args: &[Value], kwargs: &[(String, Value)]) -> PyResult<Value>;

    /// `environment.getitem(object, name)`: the item of that key, else the attribute of that name, else an
    /// undefined value.
    fn attribute(&mut self, object: &Value, name: &Value) -> PyResult<Value>;
}

/// A call of a filter: its value, arguments and the interpreter.
struct Call<'a> {
    name: &'a str,
    value: &'a Value,
    args: &'a [Value],
    kwargs: &'a [(String, Value)],
    env: &'a mut dyn Callbacks,
}

impl Call<'_> {
    /// Binds the arguments after the value to parameters.
    fn bind(&self, names: &'static [&'static str], required: usize) -> PyResult<super::arguments::Arguments> {
        super::arguments::Arguments::bind(self.name, names, required, self.args, self.kwargs)
    }
}

const NAMES: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "capitalize",
    "center",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "filesizeformat",
    "first",
    "float",
    "forceescape",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "random",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "string",
    "striptags",
    "sum",
    "title",
    "tojson",
    "toyaml",
    "trim",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "urlize",
    "wordcount",
    "wordwrap",
    "xmlattr",
];

/// The names of all filters, sorted.
pub fn filter_names() -> &'static [&'static str] {
    NAMES
}

/// Applies the filter of that name to `value`; `None` where there is none of that name.
pub fn call_filter(
    name: &str,
    value: &Value,
    args: &[Value],
    kwargs: &[(String, Value)],
    env: &mut dyn Callbacks,
) -> Option<PyResult<Value>> {
    NAMES.binary_search(&name).ok()?;
    let mut call = Call { name, value, args, kwargs, env };
    Some(match name {
        "abs" | "filesizeformat" | "float" | "int" | "round" => number::call(&call),
        "escape" | "e" | "forceescape" | "safe" | "striptags" | "tojson" | "urlencode" | "urlize"
        | "xmlattr" => html::call(&call),
        "capitalize" | "center" | "format" | "indent" | "lower" | "pprint" | "replace" | "string"
        | "title" | "toyaml" | "trim" | "truncate" | "upper" | "wordcount" | "wordwrap" => text::call(&call),
        "attr" | "groupby" | "map" | "max" | "min" | "reject" | "rejectattr" | "select" | "selectattr"
        | "sort" | "sum" | "unique" | "join" => attributes::call(&mut call),
        _ => sequence::call(&call),
    })
}
