//! From a configuration to the Python that it calls.

use expect_test::{Expect, expect};
use forgather_ide::definition::definition;
use forgather_ide::python_definition::type_definition;

use crate::fixture::Fixture;

const PYTHON: &str = "\
//- src/model.py
class Base:
    def __init__(self, *, bias=True): ...

class Model(Base):
    \"\"\"A model.\"\"\"

    class Inner:
        pass

    @staticmethod
    def make(width: int, depth=(1, 2), **kwargs): ...
//- package/__init__.py
//- package/data.py
import dataclasses

# é
@dataclasses.dataclass
class Data:
    path: str
    size: int = 1

def load(path, *, size=1): ...
";

/// Where each mark leads: first its definition, then the definition of its type.
fn check(fixture: &str, expected: &Expect) {
    let fixture = Fixture::new(&format!("{fixture}{PYTHON}"));
    let mut out = String::new();
    for number in fixture.marks() {
        let (snapshot, path, offset) = fixture.at(number);
        let file = snapshot.file(&path).expect("the file");
        let of_name = definition(&snapshot, &path, offset).expect("not cancelled");
        for (what, found) in [("definition", of_name), ("type", type_definition(&snapshot, &path, offset))] {
            let Some(found) = found else {
                out += &format!("{number} {what}: nothing\n");
                continue;
            };
            let places: Vec<String> =
                found.definitions.iter().map(|place| fixture.show(&place.location)).collect();
            let origin = &file.source.text[found.origin.range()];
            out += &format!("{number} {what}: {origin} -> {}\n", places.join(", "));
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn modules_files_and_symbols() {
    check(
        "\
//- configs/main.yaml
-- set src = 'src'
é: &model !call:src/mo$0del.py:Mo$1del@model { bi$2as: 1 }
b: !partial:{{ sr$3c }}/model.py:Model.ma$4ke [ 1 ]
c: !call:pack$5age.da$6ta:lo$7ad [ *mod$8el ]
",
        &expect![[r"
            0 definition: src/model.py -> src/model.py:1:1 
            0 type: !call:src/model.py:Model@model -> src/model.py:4:7 Model
            1 definition: Model -> src/model.py:4:7 Model
            1 type: !call:src/model.py:Model@model -> src/model.py:4:7 Model
            2 definition: bias -> src/model.py:2:27 bias
            2 type: nothing
            3 definition: src -> configs/main.yaml:1:8 src
            3 type: !partial:{{ src }}/model.py:Model.make -> src/model.py:11:9 make
            4 definition: Model.make -> src/model.py:11:9 make
            4 type: !partial:{{ src }}/model.py:Model.make -> src/model.py:11:9 make
            5 definition: package -> package/__init__.py:1:1 
            5 type: !call:package.data:load -> package/data.py:9:5 load
            6 definition: package.data -> package/data.py:1:1 
            6 type: !call:package.data:load -> package/data.py:9:5 load
            7 definition: load -> package/data.py:9:5 load
            7 type: !call:package.data:load -> package/data.py:9:5 load
            8 definition: model -> configs/main.yaml:2:5 model
            8 type: *model -> src/model.py:4:7 Model
        "]],
    );
}

#[test]
fn parameters_of_functions_classes_and_dataclasses() {
    check(
        "\
//- configs/main.yaml
a: !call:package.data:Data
    path: a
    si$0ze: 1
b: !call:package.data:load { pa$1th: 1, si$2ze: 1 }
c: !call:src/model.py:Model.make
    width: 1
    oth$3er: 1
d: !call:dict { x$4: 1 }
",
        &expect![[r"
            0 definition: size -> package/data.py:7:5 size
            0 type: nothing
            1 definition: path -> package/data.py:9:10 path
            1 type: nothing
            2 definition: size -> package/data.py:9:19 size
            2 type: nothing
            3 definition: other -> src/model.py:11:9 make
            3 type: nothing
            4 definition: nothing
            4 type: nothing
        "]],
    );
}

#[test]
fn what_is_not_there_leads_nowhere() {
    check(
        "\
//- configs/main.yaml
a: !call:package.nope$0:x []
b: !call:package.data:nope$1 []
c: !call:no$2pe.py:x []
d: !list [ 1$3 ]
e: text$4
",
        &expect![[r"
            0 definition: nothing
            0 type: nothing
            1 definition: nothing
            1 type: nothing
            2 definition: nothing
            2 type: nothing
            3 definition: nothing
            3 type: nothing
            4 definition: nothing
            4 type: nothing
        "]],
    );
}

#[test]
fn a_template_that_no_configuration_uses_leads_by_what_is_written() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
//- base.yaml
a: !call:package.da$0ta:load [ 1 ]
b: {{ nope }}
//- unused.yaml
a: !call:package.da$1ta:load [ 1 ]
",
        &expect![[r"
            0 definition: package.data -> package/data.py:1:1 
            0 type: !call:package.data:load -> package/data.py:9:5 load
            1 definition: package.data -> package/data.py:1:1 
            1 type: !call:package.data:load -> package/data.py:9:5 load
        "]],
    );
}

#[test]
fn broken_text_nearby_leaves_what_is_written() {
    check(
        "\
//- configs/main.yaml
-- extends 'base.yaml'
ü: {{ x. }}
a: &an$0chor !call:package.da$1ta:lo$2ad@name [
b: *anc$3hor
c: *ba$4se
d: !partial:{{ nope }}/model.py:Mo$5del []
e: !list:x$6 []
//- base.yaml
é: &base !partial:src/model.py:Model {}
",
        &expect![[r"
            0 definition: anchor -> configs/main.yaml:3:5 anchor
            0 type: nothing
            1 definition: package.data -> package/data.py:1:1 
            1 type: !call:package.data:load@name -> package/data.py:9:5 load
            2 definition: load -> package/data.py:9:5 load
            2 type: !call:package.data:load@name -> package/data.py:9:5 load
            3 definition: anchor -> configs/main.yaml:3:5 anchor
            3 type: *anchor -> package/data.py:9:5 load
            4 definition: base -> base.yaml:1:5 base
            4 type: *base -> src/model.py:4:7 Model
            5 definition: nothing
            5 type: nothing
            6 definition: nothing
            6 type: nothing
        "]],
    );
}
