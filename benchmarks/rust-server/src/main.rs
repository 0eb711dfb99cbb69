//! A minimal scoring server, a peer of `make bench-serving`: one ONNX graph behind MLflow's `POST /invocations`.
//!
//! Usage: `ORT_DYLIB_PATH=libonnxruntime.so rust-server <port> <graph.onnx>`. It reads `dataframe_split`, logs nothing,
//! and has neither limits nor metrics.

use std::borrow::Cow;
use std::sync::{Mutex, OnceLock};

use axum::body::Bytes;
use axum::http::{header::CONTENT_TYPE, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use axum::{extract::DefaultBodyLimit, routing, Router};
use ort::session::{Session, SessionInputValue};
use ort::value::{DynValue, Outlet, Shape, Tensor, TensorElementType};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::Serialize;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// As many as there are workers, so that none waits: `Session::run` takes a session for itself.
const WORKERS: usize = 2;
static SESSIONS: OnceLock<Vec<Mutex<Session>>> = OnceLock::new();

#[derive(serde::Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    dataframe_split: Split<'a>,
}

#[derive(serde::Deserialize)]
struct Split<'a> {
    #[serde(borrow)]
    columns: Vec<Cell<'a>>,
    #[serde(borrow)]
    data: Vec<Vec<Cell<'a>>>,
}

enum Cell<'a> {
    Null,
    Long(i64),
    Double(f64),
    Text(Cow<'a, str>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Cell<'de>;
            fn expecting(&self, text: &mut std::fmt::Formatter) -> std::fmt::Result {
                text.write_str("a number, a string or null")
            }
            fn visit_unit<E: Error>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Long(value))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Cell<'de>, E> {
                i64::try_from(value).map(Cell::Long).map_err(E::custom)
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Cell<'de>, E> {
                Ok(Cell::Double(value))
            }
            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(value)))
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(value.to_owned())))
            }
        }
        json.deserialize_any(Any)
    }
}

fn column<T>(split: &Split, at: usize, read: impl Fn(&Cell) -> Option<T>) -> Result<Vec<T>, Failure> {
    split.data.iter().map(|row| row.get(at).and_then(&read).ok_or_else(|| "a value of another type".into())).collect()
}

/// A tensor of shape [rows]. A column of doubles that the request does not have is NaN.
fn tensor(input: &Outlet, split: &Split) -> Result<DynValue, Failure> {
    let rows = split.data.len();
    let at = split.columns.iter().position(|column| matches!(column, Cell::Text(name) if name == input.name()));
    let double = |cell: &Cell| match cell {
        Cell::Double(value) => Some(*value),
        Cell::Long(value) => Some(*value as f64),
        Cell::Null => Some(f64::NAN),
        Cell::Text(_) => None,
    };
    Ok(match (input.dtype().tensor_type(), at) {
        (Some(TensorElementType::Float64), Some(at)) => Tensor::from_array(([rows], column(split, at, double)?))?.into_dyn(),
        (Some(TensorElementType::Float64), None) => Tensor::from_array(([rows], vec![f64::NAN; rows]))?.into_dyn(),
        (Some(TensorElementType::Int64), Some(at)) => {
            let values = column(split, at, |cell| if let Cell::Long(value) = cell { Some(*value) } else { None })?;
            Tensor::from_array(([rows], values))?.into_dyn()
        }
        (Some(TensorElementType::String), Some(at)) => {
            let values = column(split, at, |cell| if let Cell::Text(value) = cell { Some(value.to_string()) } else { None })?;
            Tensor::from_string_array(([rows], &*values))?.into_dyn()
        }
        _ => return Err(format!("column {} is missing", input.name()).into()),
    })
}

type RowWriter<'a> = Box<dyn Fn(&mut Vec<u8>, usize) -> serde_json::Result<()> + 'a>;

fn row_writer<'a, T: Serialize + 'a>(shape: &Shape, values: impl AsRef<[T]> + 'a) -> RowWriter<'a> {
    let width = shape.get(1).map(|width| *width as usize);
    Box::new(move |json, row| match width {
        Some(width) => serde_json::to_writer(json, &values.as_ref()[row * width..(row + 1) * width]),
        None => serde_json::to_writer(json, &values.as_ref()[row]),
    })
}

/// Writes an output's value of a row, a vector as an array.
fn output(value: &DynValue) -> Result<RowWriter<'_>, Failure> {
    Ok(match value.dtype().tensor_type() {
        Some(TensorElementType::String) => value.try_extract_strings().map(|(shape, values)| row_writer(shape, values))?,
        Some(TensorElementType::Int64) => value.try_extract_tensor::<i64>().map(|(shape, values)| row_writer(shape, values))?,
        Some(TensorElementType::Float32) => value.try_extract_tensor::<f32>().map(|(shape, values)| row_writer(shape, values))?,
        _ => value.try_extract_tensor::<f64>().map(|(shape, values)| row_writer(shape, values))?,
    })
}

fn score(body: &[u8]) -> Result<Vec<u8>, Failure> {
    let split = serde_json::from_slice::<Request>(body)?.dataframe_split;
    let mut session = SESSIONS.get().unwrap().iter().find_map(|session| session.try_lock().ok()).ok_or("no session")?;
    let inputs: Vec<SessionInputValue> =
        session.inputs().iter().map(|input| tensor(input, &split).map(Into::into)).collect::<Result<_, _>>()?;
    let outputs = session.run(&*inputs)?;
    let columns = outputs.keys().map(|name| Ok((name, output(&outputs[name])?))).collect::<Result<Vec<_>, Failure>>()?;
    let mut json = Vec::with_capacity(128 * (split.data.len() + 1));
    json.extend_from_slice(b"{\"predictions\":[");
    for row in 0..split.data.len() {
        for (place, (name, write)) in columns.iter().enumerate() {
            json.extend_from_slice(match (row, place) {
                (0, 0) => b"{",
                (_, 0) => b"},{",
                _ => b",",
            });
            serde_json::to_writer(&mut json, name)?;
            json.push(b':');
            write(&mut json, row)?;
        }
    }
    json.extend_from_slice(b"}]}");
    Ok(json)
}

async fn invocations(body: Bytes) -> Response {
    match score(&body) {
        Ok(json) => ([(CONTENT_TYPE, "application/json")], json).into_response(),
        Err(failure) => (StatusCode::BAD_REQUEST, failure.to_string()).into_response(),
    }
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, port, graph] = &arguments[..] else { return Err("usage: rust-server <port> <graph.onnx>".into()) };
    let environment = ort::init().build()?;
    let open =
        || -> ort::Result<_> { Ok(Mutex::new(Session::builder(&environment)?.with_intra_threads(1)?.commit_from_file(graph)?)) };
    SESSIONS.set((0..WORKERS).map(|_| open()).collect::<Result<_, ort::Error>>()?).expect("sessions are opened once");
    let app = Router::new().route("/ping", routing::get(|| async {})).route("/invocations", routing::post(invocations));
    tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_io().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.parse()?)).await?;
        let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
        Ok(axum::serve(listener, app.layer(DefaultBodyLimit::max(64 << 20))).await?)
    })
}
