//! The functions of a file: how long, how many arguments.

use crate::source::File;

/// One function as written.
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`.
    pub line: usize,
    /// Lines from `fn` to the closing brace; 0 where it has no body.
    pub lines: usize,
    /// Arguments with `self`.
    pub arguments: usize,
}

/// All functions, also those in functions, traits and tests.
pub fn functions(file: &File) -> Vec<Function> {
    let found = file.find("fn").into_iter();
    found.filter_map(|at| function(file, at)).collect()
}

fn function(file: &File, at: usize) -> Option<Function> {
    let rest = file.code.get(at..)?.strip_prefix("fn ")?;
    let name: String = rest
        .chars()
        .take_while(|char| char.is_alphanumeric() || *char == '_')
        .collect();
    if name.is_empty() {
        return None;
    }
    let begin = at + file.code.get(at..)?.find(['(', '<'])?;
    let open = begin + generics(file.code.get(begin..)?);
    let (arguments, length) = list(file.code.get(open..)?);
    let line = file.line(at);
    let lines = body(file.code.get(open + length..)?)
        .map_or(0, |end| file.line(open + length + end) - line + 1);
    Some(Function {
        name,
        line,
        lines,
        arguments,
    })
}

/// The length of `<…>`, if the text begins with it.
fn generics(text: &str) -> usize {
    let mut depth = 0;
    let mut last = ' ';
    for (at, char) in text.char_indices() {
        match char {
            '<' => depth += 1,
            '>' if last != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if char == '>' { at + 1 } else { at };
        }
        last = char;
    }
    0
}

/// How many members `(…)` has, and its length.
fn list(text: &str) -> (usize, usize) {
    let (mut depth, mut count, mut pending, mut last) = (0_i32, 0, false, ' ');
    for (at, char) in text.char_indices() {
        match char {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if last == '-' || last == '=' => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 1 => (count, pending) = (count + 1, false),
            _ => {}
        }
        if depth == 0 {
            return (count + usize::from(pending), at + 1);
        }
        let opening = depth == 1 && at == 0;
        pending |= !opening && char != ',' && !char.is_whitespace();
        last = char;
    }
    (count, text.len())
}

/// Where the body ends; none for a signature without one.
fn body(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, char) in text.char_indices() {
        match char {
            ';' if depth == 0 => return None,
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => {
                depth -= 1;
                if depth == 0 && char == '}' {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
