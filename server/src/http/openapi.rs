//! `GET /api/v1/openapi.json`: made from the handlers, their types, and the
//! vocabulary of `ledger`, so that it cannot fall behind any of them.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use axum::response::Response;
use ledger::events::{KINDS, draft_schema, schema};
use ledger::record::Json;
use utoipa::OpenApi;

use super::headers;
use super::receipt::{Receipt, Receipts};
use crate::config::DRAFTS_MAX;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Daybook",
        description = "A public accountability ledger: append events, read them, prove that none was changed.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        super::write::record,
        super::preview::preview,
        super::token::whose,
        super::access_log::read,
        super::session::begin,
        super::session::end,
        super::openid::offered,
        super::openid::begin,
        super::openid::end,
        super::tokens::list,
        super::tokens::make,
        super::tokens::revoke,
        super::pending::send,
        super::pending::list,
        super::pending::one,
        super::pending::act,
        super::schema::all,
        super::schema::one,
        super::events::list,
        super::events::one,
        super::proof::file,
        super::live::stream,
        super::views::list,
        super::views::one,
        super::log::file,
        super::cosigners::status,
        super::documents::upload,
        super::documents::file,
        document,
        super::health::healthz,
        super::health::readyz,
        super::metrics::metrics,
    ),
    components(schemas(Receipt, Receipts, super::problem::Problem)),
    tags(
        (name = "write", description = "Needs a token with the role recorder, made with `daybook token new`"),
        (name = "second person", description = "Needs a token with the role for it: drafts that wait for somebody else's approval, and are not in the ledger"),
        (name = "access", description = "Needs a token with the role administrator, or auditor to look: who may do what"),
        (name = "read", description = "Open to everyone"),
        (name = "operation", description = "For whoever runs the server"),
    ),
)]
struct Document;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "read",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub async fn document(request: HeaderMap) -> Response {
    static MADE: OnceLock<serde_json::Value> = OnceLock::new();
    headers::json(&request, MADE.get_or_init(make))
}

fn make() -> serde_json::Value {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    let schemas = &mut document["components"]["schemas"];
    schemas["Draft"] = value(&draft_schema());
    for info in KINDS {
        if let Some(facts) = schema(info.kind) {
            let mut facts = value(&facts);
            facts["title"] = info.title.into();
            facts["description"] = info.doc().into();
            schemas[format!("event.{}", info.kind)] = facts;
        }
    }
    let draft = serde_json::json!({ "$ref": "#/components/schemas/Draft" });
    let receipt =
        |name: &str| serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
    let salt = serde_json::json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let signature = serde_json::json!({
        "type": "object", "additionalProperties": false, "required": ["key", "signature"],
        "properties": { "key": salt, "signature": { "type": "string", "contentEncoding": "base64" } }
    });
    let salted = serde_json::json!({
        "title": "Salted draft",
        "description": "A draft with a salt for each of its sealed fields, by pointer; each is 32 random bytes. Signatures cover the canonical bytes of its public part, the author's first",
        "type": "object", "additionalProperties": false, "required": ["draft", "salts"],
        "properties": { "draft": draft, "salts": { "type": "object", "additionalProperties": salt },
            "signatures": { "type": "array", "items": signature, "maxItems": 8 } }
    });
    let item = serde_json::json!({ "oneOf": [draft, salted] });
    let list = serde_json::json!({ "type": "array", "items": item, "minItems": 1, "maxItems": DRAFTS_MAX });
    let body = serde_json::json!({ "oneOf": [draft, salted, list] });
    for path in ["/api/v1/events", "/api/v1/events/preview"] {
        document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"] =
            body.clone();
    }
    let post = &mut document["paths"]["/api/v1/events"]["post"];
    post["responses"]["201"]["content"]["application/json"]["schema"] =
        serde_json::json!({ "oneOf": [receipt("Receipt"), receipt("Receipts")] });
    document["components"]["securitySchemes"] = serde_json::json!({
        "token": { "type": "http", "scheme": "bearer" },
        "session": { "type": "apiKey", "in": "cookie", "name": "__Host-daybook",
            "description": "`daybook` without TLS; set by POST /api/v1/session; works only beside the header X-Daybook-As, from this origin" }
    });
    document
}

fn value(json: &Json) -> serde_json::Value {
    serde_json::from_str(&json.to_canonical()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_and_every_kind_is_described() {
        let document = make();
        for path in [
            "/api/v1/events",
            "/api/v1/events/{index}",
            "/api/v1/events/live",
            "/api/v1/views",
            "/api/v1/views/{name}",
            "/api/v1/events/preview",
            "/api/v1/schema",
            "/api/v1/schema/{kind}",
            "/api/v1/token",
            "/api/v1/tokens",
            "/api/v1/access-log",
            "/api/v1/session",
            "/api/v1/session/end",
            "/api/v1/tokens/{name}/revoke",
            "/api/v1/pending",
            "/api/v1/pending/{id}",
            "/api/v1/pending/{id}/{act}",
            "/api/v1/openapi.json",
            "/log/{path}",
            "/api/v1/documents",
            "/documents/{hash}",
            "/healthz",
            "/readyz",
            "/metrics",
        ] {
            assert!(document["paths"][path].is_object(), "{path}");
        }
        for info in KINDS {
            let name = format!("event.{}", info.kind);
            assert!(document["components"]["schemas"][&name]["properties"].is_object(), "{name}");
        }
        let post = &document["paths"]["/api/v1/events"]["post"];
        for status in ["201", "400", "401", "403", "409", "412", "413", "422", "429", "503"] {
            assert!(post["responses"][status].is_object(), "{status}");
        }
        let text = document.to_string();
        for part in text.split("\"#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            assert!(document["components"]["schemas"][name].is_object(), "{name} is not there");
        }
    }
}
