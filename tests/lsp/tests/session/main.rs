//! Constructing for real, as clients meet it: the real binary, a real Python.

mod constructs;
mod equal;
mod failures;
mod hostile;
mod lifetime;
mod project;
mod shows;
