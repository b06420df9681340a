//! A link to a page of the viewer, with a query.

use yew::prelude::*;
use yew_router::prelude::*;
use yew_router::query::Raw;

use crate::route::Route;

/// Properties of [`Go`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GoProps {
    /// The page.
    pub(crate) to: Route,
    /// Its query, without `?`.
    #[prop_or_default]
    pub(crate) query: AttrValue,
    /// Classes.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// `aria-current`, where it is one of several.
    #[prop_or_default]
    pub(crate) current: Option<AttrValue>,
    /// `aria-label`, where its text alone does not tell.
    #[prop_or_default]
    pub(crate) label: Option<AttrValue>,
    /// `data-testid`.
    #[prop_or_default]
    pub(crate) testid: Option<AttrValue>,
    /// What it shows.
    pub(crate) children: Html,
}

/// A real link (it can be opened in a new tab, copied, bookmarked) that changes
/// the page without loading it anew.
#[component]
pub(crate) fn Go(props: &GoProps) -> Html {
    let href = props.to.href(&props.query);
    let navigator = use_navigator();
    let onclick = {
        let (to, query) = (props.to.clone(), props.query.clone());
        Callback::from(move |event: MouseEvent| {
            let plain = !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
            if let (true, Some(navigator)) = (plain, &navigator) {
                event.prevent_default();
                go(navigator, &to, &query);
            }
        })
    };
    html! {
        <a href={href} class={props.class.clone()} {onclick} aria-current={props.current.clone()}
            aria-label={props.label.clone()} data-testid={props.testid.clone()}>
            {props.children.clone()}
        </a>
    }
}

/// Goes to a page, as a step that "back" undoes.
pub(crate) fn go(navigator: &Navigator, to: &Route, query: &str) {
    if query.is_empty() {
        navigator.push(to);
    } else {
        let _ = navigator.push_with_query(to, Raw(query));
    }
}

/// Changes the address of this page without a step that "back" would undo.
pub(crate) fn amend(navigator: &Navigator, to: &Route, query: &str) {
    if query.is_empty() {
        navigator.replace(to);
    } else {
        let _ = navigator.replace_with_query(to, Raw(query));
    }
}
