//! Properties of characters as Python's `str` methods see them.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Whether `str.isalpha` counts the character: a letter of any script.
pub(crate) fn is_alpha(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphabetic();
    }
    matches!(
        character.general_category(),
        GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::OtherLetter
    )
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal_value(character: char) -> Option<u32> {
    if character.is_ascii() {
        return character.to_digit(10);
    }
    if !is_decimal(character) {
        return None;
    }
    // Decimal digits come in runs of ten that Unicode keeps together; the mathematical ones form five such runs.
    let code = u32::from(character);
    if (0x1d7ce..=0x1d7ff).contains(&code) {
        return Some((code - 0x1d7ce) % 10);
    }
    let before =
        (1..10).take_while(|back| char::from_u32(code - back).is_some_and(is_decimal)).count() as u32;
    Some(before % 10)
}

/// Whether `str.isdecimal` counts the character.
pub(crate) fn is_decimal(character: char) -> bool {
    character.is_ascii_digit()
        || (!character.is_ascii() && character.general_category() == GeneralCategory::DecimalNumber)
}

/// Whether `str.isdigit` counts the character: decimals, and digits in special positions such as `²`.
pub(crate) fn is_digit(character: char) -> bool {
    is_decimal(character)
        || matches!(
            u32::from(character),
            0xb2 | 0xb3 | 0xb9 | 0x1369..=0x1371 | 0x19da | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089
                | 0x2460..=0x2468 | 0x2474..=0x247c | 0x2488..=0x2490 | 0x24ea | 0x24f5..=0x24fd | 0x24ff
                | 0x2776..=0x277e | 0x2780..=0x2788 | 0x278a..=0x2792 | 0x10a40..=0x10a43 | 0x10e60..=0x10e68
                | 0x11052..=0x1105a | 0x1f100..=0x1f10a
        )
}

/// Whether `str.isnumeric` counts the character.
pub(crate) fn is_numeric(character: char) -> bool {
    is_digit(character)
        || matches!(
            character.general_category(),
            GeneralCategory::LetterNumber | GeneralCategory::OtherNumber
        )
        || matches!(
            character,
            '〇' | '一'
                | '二'
                | '三'
                | '四'
                | '五'
                | '六'
                | '七'
                | '八'
                | '九'
                | '十'
                | '百'
                | '千'
                | '万'
                | '億'
                | '兆'
                | '零'
                | '壹'
                | '貳'
                | '參'
                | '肆'
                | '伍'
                | '陸'
                | '柒'
                | '捌'
                | '玖'
                | '拾'
                | '佰'
                | '仟'
                | '萬'
        )
}

/// Whether `str.isalnum` counts the character.
pub(crate) fn is_alnum(character: char) -> bool {
    is_alpha(character) || is_numeric(character)
}

/// Whether the character can start an identifier.
pub(crate) fn starts_identifier(character: char) -> bool {
    character == '_'
        || is_alpha(character)
        || (!character.is_ascii() && character.general_category() == GeneralCategory::LetterNumber)
}

/// Whether the character can continue an identifier.
pub(crate) fn continues_identifier(character: char) -> bool {
    starts_identifier(character)
        || is_decimal(character)
        || (!character.is_ascii()
            && matches!(
                character.general_category(),
                GeneralCategory::NonspacingMark
                    | GeneralCategory::SpacingMark
                    | GeneralCategory::ConnectorPunctuation
            ))
}

/// Whether a regular expression's `\w` matches the character.
pub(crate) fn is_word(character: char) -> bool {
    character == '_' || is_alnum(character)
}

/// Whether the character is an uppercase letter (`str.isupper`).
pub(crate) fn is_upper(character: char) -> bool {
    character.is_uppercase()
}

/// Whether the character is a titlecase letter, such as `ǅ`.
pub(crate) fn is_title(character: char) -> bool {
    !character.is_ascii() && character.general_category() == GeneralCategory::TitlecaseLetter
}

/// Whether the character has case.
pub(crate) fn is_cased(character: char) -> bool {
    character.is_uppercase() || character.is_lowercase() || is_title(character)
}

/// Appends the character as it starts a word in a title.
pub(crate) fn push_title(out: &mut String, character: char) {
    match character {
        'Ǆ' | 'ǅ' | 'ǆ' => out.push('ǅ'),
        'Ǉ' | 'ǈ' | 'ǉ' => out.push('ǈ'),
        'Ǌ' | 'ǋ' | 'ǌ' => out.push('ǋ'),
        'Ǳ' | 'ǲ' | 'ǳ' => out.push('ǲ'),
        // Georgian letters have no titlecase though they have uppercase.
        '\u{10d0}'..='\u{10ff}' => out.push(character),
        'ŉ' => out.push_str("ʼN"),
        _ => {
            let mut upper = character.to_uppercase();
            out.extend(upper.next());
            // `ß` becomes `Ss`: one letter that expands keeps lower case after its first.
            out.extend(upper.flat_map(char::to_lowercase));
        }
    }
}

/// Appends the lower case of the character of `text` that starts at `at`; a sigma that ends a word is `ς`.
pub(crate) fn push_lower_at(out: &mut String, text: &str, at: usize, character: char) {
    if character != 'Σ' {
        out.extend(character.to_lowercase());
        return;
    }
    let before = text[..at].chars().next_back().is_some_and(is_cased);
    let after = text[at + character.len_utf8()..].chars().next().is_some_and(is_cased);
    out.push(if before && !after { 'ς' } else { 'σ' });
}

/// `text` with its first character in title case and the others in lower case.
pub(crate) fn capitalize(text: &str) -> String {
    let mut characters = text.chars();
    let mut out = String::with_capacity(text.len());
    if let Some(first) = characters.next() {
        push_title(&mut out, first);
    }
    push_lower(&mut out, text, characters.as_str());
    out
}

/// Appends `rest`, the end of `text`, in lower case; a final sigma depends on what stands before.
fn push_lower(out: &mut String, text: &str, rest: &str) {
    let skipped = text[..text.len() - rest.len()].to_lowercase().len();
    let lower = text.to_lowercase();
    match lower.get(skipped..) {
        Some(rest) => out.push_str(rest),
        None => out.push_str(&rest.to_lowercase()),
    }
}

/// `text.casefold()`.
pub(crate) fn casefold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'ı' | '\u{13a0}'..='\u{13f5}' => out.push(character),
            '\u{13f8}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => out.extend(character.to_uppercase()),
            _ => out.extend(character.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    out
}
