//! `translate`: line statements and block headers as Jinja2, for looking.

use std::io::Read as _;

use forgather_dialect::{SourceFile, split, translate};

use crate::args::{GlobalArgs, TranslateArgs};
use crate::report;
use crate::session::{Failure, Outcome, user_settings, write};

pub(crate) fn run(global: &GlobalArgs, args: &TranslateArgs) -> Outcome {
    let bytes = if args.file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(&args.file)
    };
    let text = bytes.map_err(|error| error.to_string()).and_then(|bytes| {
        String::from_utf8(bytes).map_err(|error| {
            format!("it is not UTF-8: byte {} cannot be read", error.utf8_error().valid_up_to() + 1)
        })
    });
    let text = text.map_err(|error| {
        report::error(&format!("cannot read `{}`: {error}", args.file.display()));
        Failure::NotRun
    })?;
    let near = std::path::absolute(&args.file).unwrap_or_default();
    let dialect = user_settings(global, &near).dialect.unwrap_or_default();
    let mut out = String::new();
    let mut end = 0;
    for part in split(&text) {
        // The split marker itself stays as it is.
        out.push_str(&text[end..part.body.start.index()]);
        end = part.body.end.index();
        out.push_str(&translate(&text, part.body, dialect).jinja);
    }
    write(args.output.output.as_ref(), &out)?;
    // What Jinja2 would not accept is worth a word, and no reason not to show the rest.
    let source = SourceFile::new(text, dialect);
    for problem in
        source.parts.iter().flat_map(|part| part.problems.iter().map(move |problem| (part, problem)))
    {
        let (part, problem) = problem;
        let at = source.line_column(part.file_span(problem.span).start);
        anstream::eprintln!(
            "{}:{}:{}: error[jinja-syntax]: {}",
            args.file.display(),
            at.line,
            at.column,
            problem.message
        );
    }
    Ok(())
}
