//! The wasm file: the page in a window, the checking part in a worker.

fn main() {
    web::start();
}
