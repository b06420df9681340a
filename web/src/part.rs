//! Parts of pages that keep a state of their own, and the hooks that they use.
//!
//! yew writes out its whole life cycle for each type of component, and each of
//! its hooks for each type that it keeps: most of a viewer of fifty components
//! would be copies. So there is one component, [`Part`], which is given what to
//! show, and one copy of each hook, which keeps any type. What a part is written
//! with is as in yew: a `#[hook]` function from its properties to `Html`.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional::{Hook, HookContext, TearDown};
use yew::prelude::{Html, Properties, component, html};

/// A value that can be compared with another of an unknown type.
trait Same: Any {
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Same for T {
    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }
}

/// Properties of a part of a page; [`part!`] says how it is shown.
pub(crate) trait Shown: PartialEq + 'static {
    /// A name that no other part has: two parts never share a state.
    const NAME: &'static str;

    /// Shows it.
    fn run(&self, context: &mut HookContext) -> Html;

    /// The part, for a place that holds no other of its name.
    fn html(self) -> Html
    where
        Self: Sized,
    {
        hold(Self::NAME.to_owned(), Rc::new(self))
    }

    /// The part, for a place where there may be several: another key is another part.
    fn keyed(self, key: impl std::fmt::Display) -> Html
    where
        Self: Sized,
    {
        hold(format!("{}-{key}", Self::NAME), Rc::new(self))
    }
}

/// Says by which hook, from its properties to `Html`, a part is shown.
macro_rules! part {
    ($properties:ty, $hook:ident) => {
        $crate::part::part!($properties, shown => $hook(shown));
    };
    ($properties:ty, $hook:ident()) => {
        $crate::part::part!($properties, _shown => $hook());
    };
    ($properties:ty, $shown:ident => $run:expr) => {
        impl $crate::part::Shown for $properties {
            const NAME: &'static str = concat!(module_path!(), "::", stringify!($properties));

            fn run(&self, context: &mut yew::functional::HookContext) -> yew::Html {
                let $shown = self;
                yew::functional::Hook::run($run, context)
            }
        }
    };
}
pub(crate) use part;

/// Any part.
trait AnyShown: Same {
    fn show(&self, context: &mut HookContext) -> Html;
}

impl<T: Shown> AnyShown for T {
    fn show(&self, context: &mut HookContext) -> Html {
        self.run(context)
    }
}

/// Properties of [`Part`].
#[derive(Clone, Properties)]
pub(crate) struct PartProps {
    given: Given,
}

/// What a part is given. yew wants properties to be comparable.
#[derive(Clone)]
struct Given(Rc<dyn AnyShown>);

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&*other.0)
    }
}

impl PartialEq for PartProps {
    fn eq(&self, other: &Self) -> bool {
        self.given == other.given
    }
}

/// The one component.
#[component]
pub(crate) fn Part(props: &PartProps) -> Html {
    use_given(props)
}

fn use_given(props: &PartProps) -> impl Hook<Output = Html> + '_ {
    struct Show<'a>(&'a PartProps);
    impl Hook for Show<'_> {
        type Output = Html;
        fn run(self, context: &mut HookContext) -> Html {
            self.0.given.0.show(context)
        }
    }
    Show(props)
}

/// The key holds the name of the part: yew then takes no part for another.
fn hold(key: String, given: Rc<dyn AnyShown>) -> Html {
    html! { <Part {key} given={Given(given)} /> }
}

/// Properties of the part at the root of the page.
pub(crate) fn root(shown: impl Shown) -> PartProps {
    PartProps { given: Given(Rc::new(shown)) }
}

/// What an effect depends on.
struct Deps(Rc<dyn Same>);

impl PartialEq for Deps {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&*other.0)
    }
}

/// Runs something after the page was drawn, whenever `deps` have changed; what
/// it gives is run before it runs again, and at the end.
pub(crate) fn use_effect_with<T, D>(
    deps: T,
    then: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()>
where
    T: PartialEq + 'static,
    D: TearDown,
{
    use_any_effect(
        Rc::new(deps),
        Box::new(move |deps| {
            let done = deps.downcast_ref::<T>().map(then);
            Box::new(move || {
                if let Some(done) = done {
                    done.tear_down();
                }
            })
        }),
    )
}

type Then = Box<dyn FnOnce(&dyn Any) -> Box<dyn FnOnce()>>;

fn use_any_effect(deps: Rc<dyn Same>, then: Then) -> impl Hook<Output = ()> {
    yew::functional::use_effect_with(Deps(deps), move |deps: &Deps| then(&*deps.0))
}

/// A state of a part, as yew's own of this name.
pub(crate) struct UseStateHandle<T> {
    kept: yew::functional::UseStateHandle<Rc<dyn Any>>,
    of: PhantomData<T>,
}

/// Sets a state, as yew's own of this name.
pub(crate) struct UseStateSetter<T> {
    setter: yew::functional::UseStateSetter<Rc<dyn Any>>,
    of: PhantomData<T>,
}

impl<T> Clone for UseStateHandle<T> {
    fn clone(&self) -> Self {
        Self { kept: self.kept.clone(), of: PhantomData }
    }
}

impl<T> Clone for UseStateSetter<T> {
    fn clone(&self) -> Self {
        Self { setter: self.setter.clone(), of: PhantomData }
    }
}

impl<T: 'static> Deref for UseStateHandle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.kept.downcast_ref().unwrap_or_else(|| unreachable!("only a T was ever put there"))
    }
}

impl<T: 'static> UseStateHandle<T> {
    /// Changes it; the part is then shown anew.
    pub(crate) fn set(&self, value: T) {
        self.kept.set(Rc::new(value));
    }

    /// What changes it.
    pub(crate) fn setter(&self) -> UseStateSetter<T> {
        UseStateSetter { setter: self.kept.setter(), of: PhantomData }
    }
}

impl<T: 'static> UseStateSetter<T> {
    /// Changes it; the part is then shown anew.
    pub(crate) fn set(&self, value: T) {
        self.setter.set(Rc::new(value));
    }
}

/// A state of a part, which begins with what `first` gives.
pub(crate) fn use_state<'a, T: 'static>(
    first: impl FnOnce() -> T + 'a,
) -> impl Hook<Output = UseStateHandle<T>> + 'a {
    struct State<'a, T>(Box<dyn FnOnce() -> Rc<dyn Any> + 'a>, PhantomData<T>);
    impl<T> Hook for State<'_, T> {
        type Output = UseStateHandle<T>;
        fn run(self, context: &mut HookContext) -> UseStateHandle<T> {
            UseStateHandle { kept: any_state(self.0, context), of: PhantomData }
        }
    }
    State(Box::new(move || Rc::new(first()) as Rc<dyn Any>), PhantomData)
}

#[inline(never)]
fn any_state(
    first: Box<dyn FnOnce() -> Rc<dyn Any> + '_>,
    context: &mut HookContext,
) -> yew::functional::UseStateHandle<Rc<dyn Any>> {
    yew::functional::use_state(first).run(context)
}
