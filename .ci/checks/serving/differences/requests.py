"""Requests by a seed: valid ones of every format, and the same with one to three things wrong with them."""

import copy
import json
import struct
from dataclasses import dataclass, field

from differences import json_text
from differences.json_text import Pairs, Raw

JSON = "application/json"
CSV = "text/csv"
NUMBERS = [0, 1, -1, 20, 180.5, 75.0, 0.5, -7.25, 1e3, 1e-9, 1e300, -0.0, 0.1, 123456789.125, Raw("1.805e2"), Raw("2E+1")]
INTEGERS = [0, 1, -7, 3, 42, 2**31 - 1, -(2**31), Raw("3.0"), Raw("2e2")]
STRINGS = ["red", "grün", "blue", "NA", "", "mauve", "a, \"b\"", "Ω" * 30, "tab\there", "null"]
ODD = [
    None, True, False, "", "x", "5", "180.5", "NaN", "3", "red", 0, 5, 0.5, 3.5, -0.0, 1e300,
    [], {}, [1], [[1]], {"a": 1}, [None], ["red", 5], [{"a": [1, 2]}], "Ω" * 100, "ab\"c\\d\n" * 12, "🙂", "a🙂" * 40,
    2**31, -(2**31) - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**40,
    Raw("NaN"), Raw("Infinity"), Raw("-Infinity"), Raw("1e999"), Raw("-1e999"), Raw("1e40"), Raw("16777217"), Raw("0.1e-400"),
    Raw("1" * 400), Raw("1" * 1000), Raw("1" * 1001), Raw("0." + "1" * 900), Raw("9223372036854775807.0"), Raw("9.3e18"),
    Raw("-0"), Raw("1E5"), Raw("1e-5"), Raw("4294967296"), Raw("2147483648.0"), Raw("[" * 30 + "]" * 30),
    "\ud800", "a\udc00b", "\udc00\ud800",
]
SYNTAX = ["nul", "+1", "01", "1.", ".5", "'x'", "0x1", "undefined", "", "[1,]", "{\"a\"}", "\"a\nb\"", "\"\\x\"", "tru", "--1", "1e"]
NAMES = ["more", "", "Height", "height ", "data", "columns", "inputs", "name", "größe", "🙂", "x" * 100, "dataframe_split", "\ud800"]
DATATYPES = ["FP64", "FP32", "FP16", "INT64", "INT32", "INT16", "INT8", "UINT8", "UINT16", "UINT32", "UINT64", "BYTES", "BOOL",
             "fp64", "", "x" * 80, "\ud800"]
SIZES = {"FP64": "d", "FP32": "f", "FP16": "e", "INT64": "q", "INT32": "i", "INT16": "h", "INT8": "b", "UINT8": "B",
         "UINT16": "H", "UINT32": "I", "UINT64": "Q"}
TYPES = [
    None, "", "text/plain", "application/json; charset=utf-8", "application/json;charset=UTF-8", "application/json; charset=latin1",
    "application/json; a=b", "APPLICATION/JSON", "application/x-parquet", "text/csv; charset=utf-8", "application/octet-stream", "*/*",
    "application/json, text/csv", "multipart/form-data; boundary=x", "application", "a/b/c", ";", "text/csv; charset", JSON, CSV,
]


@dataclass
class Request:
    """What is sent, and what was done to it."""

    path: str
    body: bytes
    headers: dict = field(default_factory=lambda: {"Content-Type": JSON})
    done: list = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A column of a model: its kind is double, float, long, integer, string or vector."""

    name: str
    kind: str
    required: bool = True
    width: int = 4

    def datatype(self):
        return {"double": "FP64", "float": "FP32", "long": "INT64", "integer": "INT32", "string": "BYTES", "vector": "FP64"}[self.kind]


class Requests:
    """Requests for a model with certain columns."""

    def __init__(self, random, model, columns):
        self.random = random
        self.model = model
        self.columns = columns

    def next(self):
        format = self.random.choice(
            ["split"] * 4 + ["records", "records", "inputs", "inputs", "lists", "single", "predict", "predict", "csv", "csv"]
            + ["infer"] * 4 + ["binary"]
        )
        if format == "csv":
            return self.csv()
        if format == "binary":
            return self.binary()
        path, value = getattr(self, format)()
        request = Request(path, b"")
        value = json_text.of(value)
        wrong = self.random.choice([0, 1, 1, 1, 1, 2, 2, 3])
        for _ in range(wrong):
            value = self.change(request, value)
        request.body = json_text.text(value, self.random).encode(errors="surrogatepass")
        if wrong and self.random.random() < 0.25:
            self.spoil(request)
        if self.random.random() < 0.04:
            self.retype(request)
        return request

    def value(self, column):
        if not column.required and self.random.random() < 0.2:
            return None
        if column.kind == "vector":
            return [self.random.choice(NUMBERS) for _ in range(column.width)]
        return self.random.choice({"string": STRINGS, "long": INTEGERS, "integer": INTEGERS}.get(column.kind, NUMBERS))

    def rows(self, least=0):
        columns = list(self.columns)
        if self.random.random() < 0.3:
            self.random.shuffle(columns)
        if self.random.random() < 0.1:
            columns.append(Column("more", "string"))
        return columns, [[self.value(column) for column in columns] for _ in range(max(least, self.random.choice([0, 1, 1, 2, 3, 5])))]

    def named(self, least=0):
        columns, rows = self.rows(least)
        return [{column.name: value for column, value in zip(columns, row)} for row in rows]

    def split(self):
        columns, rows = self.rows()
        value = {"columns": [column.name for column in columns], "data": rows}
        if self.random.random() < 0.2:
            value["index"] = list(range(len(rows)))
        if self.random.random() < 0.2:
            value = dict(reversed(value.items()))
        return "/invocations", self.around({"dataframe_split": value})

    def records(self):
        return "/invocations", self.around({"dataframe_records": self.named()})

    def inputs(self):
        rows = self.named()
        if len(self.columns) == 1 and self.random.random() < 0.7:
            rows = [row[self.columns[0].name] for row in rows]
        return "/invocations", self.around({self.random.choice(["inputs", "instances"]): rows})

    def lists(self):
        columns, rows = self.rows()
        lists = {column.name: [row[i] for row in rows] for i, column in enumerate(columns)}
        return "/invocations", self.around({self.random.choice(["inputs", "instances"]): lists})

    def single(self):
        return "/invocations", self.around({self.random.choice(["inputs", "instances"]): self.named(1)[0]})

    def around(self, value):
        return {**value, "params": {"a": 1}} if self.random.random() < 0.05 else value

    def predict(self):
        rows = [{name: value for name, value in row.items() if name != "more"} for row in self.named(1)]
        return "/predict", rows if self.random.random() < 0.6 else rows[0]

    def infer(self):
        columns, rows = self.rows()
        if self.random.random() < 0.4 and len(rows) < 2:
            rows = [[self.value(column) for column in columns] for _ in range(2)]
        return self.infer_path(), self.inference([self.tensor(column, [row[i] for row in rows]) for i, column in enumerate(columns)])

    def infer_path(self):
        version = self.random.choice(["", "", "", "/versions/1", "/versions/2"])
        return f"/v2/models/{self.model if self.random.random() < 0.97 else 'other'}{version}/infer"

    def inference(self, tensors):
        value = {"inputs": tensors}
        if self.random.random() < 0.3:
            value["id"] = self.random.choice(["r-1", "", "größe", "x" * 70, "\ud800"])
        if self.random.random() < 0.2:
            value["outputs"] = [{"name": name} for name in self.random.sample(["prediction", "score", "score"], 2)]
        if self.random.random() < 0.1:
            value["parameters"] = self.random.choice([{}, {"priority": 1}, {"binary_data_output": False}, {"binary_data_output": True}])
        return value

    def tensor(self, column, values):
        datatype = column.datatype() if self.random.random() < 0.85 else self.random.choice(DATATYPES)
        if column.kind == "vector":
            flat = [number for value in values for number in value]
            return {"name": column.name, "shape": [len(values), column.width], "datatype": datatype,
                    "data": values if self.random.random() < 0.5 else flat}
        nested = self.random.random() < 0.3
        shape = [len(values), 1] if nested else [len(values)]
        data = [[value] for value in values] if nested and self.random.random() < 0.6 else values
        tensor = {"name": column.name, "shape": shape, "datatype": datatype, "data": data}
        if self.random.random() < 0.05:
            tensor["parameters"] = self.random.choice([{}, {"content_type": "np"}, {"content_type": "base64"}, {"a": [1]}])
        return tensor

    def change(self, request, value):
        """One thing of the tree is another."""
        places = json_text.places(value)
        if not places or self.random.random() < 0.01:
            request.done.append("all of it")
            return json_text.of(copy.deepcopy(self.random.choice(ODD)))
        container, position = self.random.choice(places)
        how = self.random.choice(["replace"] * 6 + ["delete", "delete", "twice", "shuffle", "extra", "rename", "rename", "wrap", "syntax",
                                                    "shape"])
        request.done.append(how)
        if how == "replace":
            json_text.put(container, position, json_text.of(copy.deepcopy(self.random.choice(ODD))))
        elif how == "delete":
            del container[position]
        elif how == "twice":
            twin = copy.deepcopy(container[position])
            container.insert(self.random.randrange(len(container) + 1), twin)
            if self.random.random() < 0.5:
                json_text.put(container, position, json_text.of(copy.deepcopy(self.random.choice(ODD))))
        elif how == "shuffle":
            self.random.shuffle(container)
        elif how == "extra":
            extra = json_text.of(copy.deepcopy(self.random.choice(ODD)))
            name = self.random.choice(NAMES + [column.name for column in self.columns])
            container.insert(position, [name, extra] if isinstance(container, Pairs) else extra)
        elif how == "rename" and isinstance(container, Pairs):
            container[position][0] = self.random.choice(NAMES + [container[position][0].upper()])
        elif how == "wrap":
            inner = json_text.at(container, position)
            json_text.put(container, position, [inner] if self.random.random() < 0.5 else Pairs([["data", inner]]))
        elif how == "syntax":
            json_text.put(container, position, Raw(self.random.choice(SYNTAX)))
        elif how == "shape":
            self.reshape(value)
        return value

    def reshape(self, value):
        """A tensor of another shape or datatype, if there is one."""
        for container, position in json_text.places(value):
            if isinstance(container, Pairs) and container[position][0] == "shape" and self.random.random() < 0.5:
                container[position][1] = copy.deepcopy(self.random.choice(
                    [[-1], [0], [1], [2, 2], [1, 1], [1, 4], [4], [4294967297, 1], [2**62, 4], [2**63], [1.0], ["1"], [], [1] * 20, None]
                ))
            if isinstance(container, Pairs) and container[position][0] == "datatype" and self.random.random() < 0.5:
                container[position][1] = self.random.choice(DATATYPES)

    def spoil(self, request):
        """One thing of the bytes is another."""
        body = request.body
        at = self.random.randrange(len(body) + 1)
        how = self.random.choice(["cut", "cut", "trailing", "trailing", "lost", "byte", "utf8", "bom", "utf16", "empty", "space"])
        request.done.append(how)
        if how == "cut":
            body = body[:at]
        elif how == "trailing":
            body += self.random.choice([b" ", b"\n\n", b"x", b"]", b"}", b"{}", b" null", b"\0", b",", b"[1", body])
        elif how == "lost":
            body = body[:at] + body[at + 1:]
        elif how == "byte":
            body = body[:at] + self.random.choice([b"\0", b"\"", b"\\", b",", b"[", b"}", b"/", b"\x1f", b"9"]) + body[at:]
        elif how == "utf8":
            body = body[:at] + self.random.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\xaf"]) + body[at:]
        elif how == "bom":
            body = b"\xef\xbb\xbf" + body
        elif how == "utf16":
            body = body.decode(errors="replace").encode(self.random.choice(["utf-16", "utf-16-le", "utf-32"]))
        elif how == "space":
            body = b" \r\n\t" + body
        else:
            body = self.random.choice([b"", b" ", b"null", b"[]", b"{}", b"0", b"\"\""])
        request.body = body

    def retype(self, request):
        type = self.random.choice(TYPES)
        request.done.append(f"type {type}")
        request.headers = {} if type is None else {"Content-Type": type}

    def csv(self):
        columns, rows = self.rows()
        request = Request("/invocations", b"", {"Content-Type": CSV})
        lines = [[column.name for column in columns]] + [[csv_field(value) for value in row] for row in rows]
        for _ in range(self.random.choice([0, 1, 1, 1, 2])):
            self.change_lines(request, lines)
        end = self.random.choice(["\n", "\n", "\n", "\r\n", "\r"])
        text = end.join(",".join(self.quoted(value) for value in line) for line in lines) + self.random.choice(["", end, end + end])
        request.body = text.encode(errors="surrogatepass")
        if self.random.random() < 0.15:
            self.spoil(request)
        if self.random.random() < 0.04:
            self.retype(request)
        return request

    def change_lines(self, request, lines):
        line = self.random.choice(lines) if lines else []
        at = self.random.randrange(len(line) + 1)
        how = self.random.choice(["field"] * 5 + ["delete", "twice", "insert", "line", "blank", "no line", "quote"])
        request.done.append("CSV " + how)
        if how == "field" and at < len(line):
            line[at] = self.random.choice(
                ["", " ", "x", "NaN", "NA", "null", "nan", "Infinity", "1e999", "1e99999999999", "3.5", "3.0", " 5 ", "0x5", "1_000", "1d", "٣",
                 "9223372036854775808", "9223372036854775807", "1" * 1001, "0e999999999", "1e-999999999", "2147483648", "16777217", "#", "true",
                 "Ω" * 70, "🙂", "a\nb", "a,b", "a\"b", "\ufeff", "-0", "1.", ".5", "+5"]
            )
        elif how == "delete" and at < len(line):
            del line[at]
        elif how == "twice" and at < len(line):
            line.insert(at, line[at])
        elif how == "insert":
            line.insert(at, self.random.choice(["", "x", "5"]))
        elif how == "line" and lines:
            lines.append(list(line))
        elif how == "blank":
            lines.insert(self.random.randrange(len(lines) + 1), [])
        elif how == "no line" and lines:
            del lines[self.random.randrange(len(lines))]
        elif how == "quote" and at < len(line):
            line[at] = Raw(self.random.choice(["\"a", "a\"b", "\"a\"b", "\"\"", "\"a\"\"b\"", " \"a\" "]))

    def quoted(self, value):
        if isinstance(value, Raw):
            return str(value)
        if any(character in value for character in ",\"\r\n") or self.random.random() < 0.05:
            return '"' + value.replace('"', '""') + '"'
        return value

    def binary(self):
        """Tensors behind the JSON, some of them with a size, a header or bytes that are wrong."""
        columns, rows = self.rows()
        tensors, tail = [], b""
        for i, column in enumerate(columns):
            values = [row[i] for row in rows]
            tensor = self.tensor(column, values)
            data = packed(tensor["datatype"], [0 if value is None else value for value in flat(values)])
            if data is not None and self.random.random() < 0.8:
                del tensor["data"]
                tensor["parameters"] = {"binary_data_size": len(data)}
                tail += data
            tensors.append(tensor)
        request = Request(self.infer_path(), b"", {"Content-Type": "application/octet-stream"}, ["binary"])
        value = json_text.of(self.inference(tensors))
        if self.random.random() < 0.3:
            value = self.change(request, value)
        text = json_text.text(value, self.random).encode(errors="surrogatepass")
        request.headers["Inference-Header-Content-Length"] = str(
            len(text) if self.random.random() < 0.9 else self.random.choice([0, -1, 1, len(text) + 1, 10**6, 10**12, "x"])
        )
        request.body = text + (tail if self.random.random() < 0.9 else self.random.choice([b"", tail[:-1], tail + b"\0"]))
        return request


def csv_field(value):
    if isinstance(value, str):
        return str(value)
    return "" if value is None else json.dumps(value)


def flat(values):
    return [inner for value in values for inner in value] if values and isinstance(values[0], list) else values


def packed(datatype, values):
    """The values as binary data; None for what has none."""
    if datatype == "BYTES":
        texts = [str(value).encode(errors="surrogatepass") for value in values]
        return b"".join(struct.pack("<I", len(text)) + text for text in texts)
    letter = SIZES.get(datatype)
    try:
        whole = letter not in (None, "d", "f", "e")
        return letter and struct.pack(f"<{len(values)}{letter}", *(int(float(v)) if whole else float(v) for v in values))
    except (ValueError, OverflowError, struct.error):
        return None
