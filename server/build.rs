//! Embeds the viewer: writes `$OUT_DIR/viewer.rs`, which `src/http/site.rs` includes.

fn main() {
    println!("cargo::rerun-if-env-changed=SKIP_VIEWER");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let page = "<!doctype html><title>Daybook</title><p>This server was built without the viewer.";
    let text = format!(
        "/// The viewer's files.\npub static FILES: &[File] = &[File {{ path: \"/index.html\", \
         mime: \"text/html; charset=utf-8\", etag: \"\\\"none\\\"\", raw: b\"{page}\", \
         brotli: b\"\", gzip: b\"\" }}];\n"
    );
    std::fs::write(std::path::Path::new(&out).join("viewer.rs"), text)
        .expect("OUT_DIR is writable");
}
