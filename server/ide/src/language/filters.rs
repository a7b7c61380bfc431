//! Jinja2's filters, and Forgather's.

use super::{Word, word};

/// Forgather's own filter, which the older dialect does not have.
pub(super) const TOYAML: &str = "toyaml";

/// Sorted by name.
pub(super) const FILTERS: &[Word] = &[
    word("abs", "()", "the absolute value of a number"),
    word("attr", "(name)", "the attribute of that name, never an item"),
    word("batch", "(linecount, fill_with=None)", "lists of that many items; the last is filled up"),
    word("capitalize", "()", "the text with its first character in upper case and all others in lower case"),
    word("center", "(width=80)", "the text with spaces on both sides, so that it is that wide"),
    word("count", "()", "how many items there are; the same as `length`"),
    word(
        "d",
        "(default_value='', boolean=False)",
        "the value, or the default where it is undefined; with `boolean` also where it is false",
    ),
    word(
        "default",
        "(default_value='', boolean=False)",
        "the value, or the default where it is undefined; with `boolean` also where it is false",
    ),
    word(
        "dictsort",
        "(case_sensitive=False, by='key', reverse=False)",
        "a dict's pairs of key and value, sorted by one of them",
    ),
    word("e", "()", "the text with `&`, `<`, `>` and quotes as HTML writes them; the same as `escape`"),
    word("escape", "()", "the text with `&`, `<`, `>` and quotes as HTML writes them"),
    word("filesizeformat", "(binary=False)", "a number of bytes as people read it: `13 kB`, `4.1 MB`"),
    word("first", "()", "the first item"),
    word("float", "(default=0.0)", "the value as a float, or the default where it is none"),
    word("forceescape", "()", "the text as HTML writes it, even where that was done before"),
    word("format", "(*args, **kwargs)", "the values put into a text with `%s`, `%d` and the like"),
    word(
        "groupby",
        "(attribute, default=None, case_sensitive=False)",
        "the items in groups that have an attribute in common: pairs of that value and a list",
    ),
    word(
        "indent",
        "(width=4, first=False, blank=False)",
        "the text with each line indented, except the first and blank ones unless wanted",
    ),
    word("int", "(default=0, base=10)", "the value as an integer, or the default where it is none"),
    word("items", "()", "a dict's pairs of key and value; of an undefined value there are none"),
    word("join", "(d='', attribute=None)", "the items as one text, with `d` between them"),
    word("last", "()", "the last item"),
    word("length", "()", "how many items there are, or characters of a text"),
    word("list", "()", "the items as a list; of a text its characters"),
    word("lower", "()", "the text in lower case"),
    word(
        "map",
        "(*args, **kwargs)",
        "a filter applied to each item, or with `attribute=` that attribute of each",
    ),
    word("max", "(case_sensitive=False, attribute=None)", "the largest item"),
    word("min", "(case_sensitive=False, attribute=None)", "the smallest item"),
    word("pprint", "()", "the value as Python's `pprint` shows it"),
    word("random", "()", "one of the items, by chance"),
    word("reject", "(*args, **kwargs)", "the items for which a test does not hold"),
    word("rejectattr", "(*args, **kwargs)", "the items for whose attribute a test does not hold"),
    word(
        "replace",
        "(old, new, count=None)",
        "the text with one part replaced by another, everywhere or `count` times",
    ),
    word("reverse", "()", "the items or characters, the last first"),
    word(
        "round",
        "(precision=0, method='common')",
        "the number rounded; `method` is `common`, `ceil` or `floor`",
    ),
    word("safe", "()", "the text, marked as being HTML already"),
    word("select", "(*args, **kwargs)", "the items for which a test holds"),
    word("selectattr", "(*args, **kwargs)", "the items for whose attribute a test holds"),
    word("slice", "(slices, fill_with=None)", "that many lists of about the same length"),
    word("sort", "(reverse=False, case_sensitive=False, attribute=None)", "the items, sorted"),
    word("string", "()", "the value as a text"),
    word("striptags", "()", "the text without HTML's tags, with single spaces"),
    word("sum", "(attribute=None, start=0)", "the sum of the items"),
    word("title", "()", "the text with each word's first character in upper case"),
    word("tojson", "(indent=None)", "the value as JSON that is safe in HTML"),
    word(
        TOYAML,
        "(default=None)",
        "the value as YAML on one line, keys sorted; the default where it is undefined",
    ),
    word("trim", "(chars=None)", "the text without white space, or those characters, at both ends"),
    word(
        "truncate",
        "(length=255, killwords=False, end='...', leeway=5)",
        "the text cut to a length, at a word's end unless `killwords`",
    ),
    word("unique", "(case_sensitive=False, attribute=None)", "the items, each once"),
    word("upper", "()", "the text in upper case"),
    word("urlencode", "()", "the text, or a dict's pairs, as a URL writes them"),
    word(
        "urlize",
        "(trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)",
        "the text with its URLs made links of HTML",
    ),
    word("wordcount", "()", "how many words there are"),
    word(
        "wordwrap",
        "(width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)",
        "the text in lines of that width",
    ),
    word("xmlattr", "(autospace=True)", "a dict as attributes of an XML element"),
];
