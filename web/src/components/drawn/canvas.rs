//! The lanes on a canvas. It is hidden from assistive technology: the cursor's
//! readout and the list say the same in words.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::browser;
use crate::draw::{self, HEAD, Item, Lane, RADIUS, ROW, STRIP, Window};
use crate::family::FAMILIES;
use crate::format;
use crate::wire::{Drawn, DrawnLane};

/// Height of the calendar below the lanes, pixels.
const AXIS: f64 = 28.0;
/// Above so many events a pixel, a strip shows density and not single ticks.
const DENSE: f64 = 4.0;

/// All that is painted.
pub(super) struct Picture<'a> {
    pub(super) drawn: &'a Drawn,
    pub(super) lanes: &'a [Lane],
    pub(super) window: Window,
    /// Width of it all, and of the part that is time.
    pub(super) width: f64,
    pub(super) time_width: f64,
    /// Lane and point in time of the cursor; without a date, no time.
    pub(super) cursor: Option<(u8, Option<i64>)>,
    /// The left end of a range that is being marked.
    pub(super) mark: Option<i64>,
    pub(super) today: i64,
}

/// Paints onto a canvas, which gets the size that is needed.
pub(super) fn paint(canvas: &HtmlCanvasElement, picture: &Picture<'_>) {
    let height = draw::height(picture.lanes).max(HEAD) + AXIS;
    let Some((context, colours)) = prepare(canvas, picture.width, height) else { return };
    Painter { context, colours, picture, height: height - AXIS }.all();
}

/// Sizes a canvas and clears it.
pub(super) fn prepare(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
) -> Option<(CanvasRenderingContext2d, Colours)> {
    let ratio = browser::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(1.0, 3.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen's size")]
    let pixels = |length: f64| (length * ratio).round().clamp(1.0, 16_000.0) as u32;
    if canvas.width() != pixels(width) || canvas.height() != pixels(height) {
        canvas.set_width(pixels(width));
        canvas.set_height(pixels(height));
        let style = canvas.style();
        // In whole numbers: printing others is 15 KB of code.
        #[expect(clippy::cast_possible_truncation, reason = "a screen's size")]
        let points = |length: f64| format!("{}px", length.round() as i32);
        let _ = style.set_property("width", &points(width));
        let _ = style.set_property("height", &points(height));
    }
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    Some((context, Colours::of(canvas)?))
}

/// The page's colours, read anew for each painting: they change with the theme.
pub(super) struct Colours {
    pub(super) ink: String,
    pub(super) soft: String,
    pub(super) line: String,
    pub(super) edge: String,
    pub(super) paper: String,
    pub(super) raised: String,
    pub(super) fails: String,
    families: [String; 6],
}

impl Colours {
    fn of(canvas: &HtmlCanvasElement) -> Option<Self> {
        let style = browser::window()?.get_computed_style(canvas).ok()??;
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        Some(Self {
            ink: value("--ink"),
            soft: value("--soft"),
            line: value("--line"),
            edge: value("--edge"),
            paper: value("--paper"),
            raised: value("--raised"),
            fails: value("--fails-ink"),
            families: [
                value("--returns"),
                value("--people"),
                value("--recommendations"),
                value("--hearings"),
                value("--responses"),
                value("--record"),
            ],
        })
    }

    fn family(&self, place: Option<u8>) -> &str {
        place.and_then(|place| self.families.get(usize::from(place))).unwrap_or(&self.edge)
    }
}

struct Painter<'a> {
    context: CanvasRenderingContext2d,
    colours: Colours,
    picture: &'a Picture<'a>,
    /// Height of the lanes.
    height: f64,
}

impl Painter<'_> {
    fn all(&self) {
        let picture = self.picture;
        self.calendar();
        self.tray();
        let shapes: Vec<Option<Path2d>> =
            FAMILIES.iter().map(|family| Path2d::new_with_path_string(family.shape).ok()).collect();
        for (lane, drawn) in picture.lanes.iter().zip(&picture.drawn.lanes) {
            self.head(lane, drawn);
            self.context.save();
            self.context.begin_path();
            self.context.rect(0.0, lane.top, picture.time_width + RADIUS, HEAD + lane.height);
            self.context.clip();
            if drawn.bins.is_empty() {
                for item in &lane.items {
                    self.item(lane, item, &shapes);
                }
            } else {
                self.cells(lane, drawn);
            }
            self.context.restore();
            self.undated(lane, drawn);
        }
        self.cursor();
    }

    fn fill(&self, colour: &str) {
        self.context.set_fill_style_str(colour);
    }

    fn rect(&self, colour: &str, x: f64, y: f64, width: f64, height: f64) {
        self.fill(colour);
        self.context.fill_rect(x, y, width, height);
    }

    fn text(&self, words: &str, x: f64, y: f64, colour: &str, bold: bool) {
        let weight = if bold { "700" } else { "400" };
        self.context.set_font(&format!("{weight} 13px Helvetica, Arial, sans-serif"));
        self.context.set_line_width(4.0);
        self.context.set_stroke_style_str(&self.colours.paper);
        let _ = self.context.stroke_text(words, x, y);
        self.fill(colour);
        let _ = self.context.fill_text(words, x, y);
    }

    fn calendar(&self) {
        let (window, width) = (self.picture.window, self.picture.time_width);
        for tick in draw::ticks(window, width) {
            self.rect(&self.colours.line, tick.x, 0.0, 1.0, self.height + 6.0);
            self.text(&tick.label, tick.x + 4.0, self.height + 20.0, &self.colours.soft, false);
        }
        self.rect(&self.colours.edge, 0.0, self.height, width, 1.5);
        for (time, colour) in
            [(Some(self.picture.today), &self.colours.soft), (self.picture.mark, &self.colours.ink)]
        {
            let x = time.map(|time| window.x(time, width));
            if let Some(x) = x.filter(|x| (0.0..=width).contains(x)) {
                self.rect(colour, x, 0.0, 2.0, self.height);
            }
        }
    }

    fn tray(&self) {
        if self.picture.drawn.undated > 0 {
            let x = self.picture.time_width + RADIUS;
            self.rect(&self.colours.raised, x, 0.0, self.picture.width - x, self.height);
            self.text("Undated", x + 4.0, self.height + 20.0, &self.colours.soft, false);
        }
    }

    fn head(&self, lane: &Lane, drawn: &DrawnLane) {
        self.rect(&self.colours.line, 0.0, lane.top, self.picture.width, 1.0);
        let y = lane.top + 17.0;
        self.text(&drawn.name, 2.0, y, &self.colours.ink, true);
        let after = self.context.measure_text(&drawn.name).map_or(0.0, |size| size.width());
        self.text(&format::thousands(drawn.count), after + 10.0, y, &self.colours.soft, false);
    }

    fn undated(&self, lane: &Lane, drawn: &DrawnLane) {
        if drawn.undated > 0 {
            let (x, y) = (self.picture.time_width + RADIUS + 6.0, lane.top + HEAD + 16.0);
            self.text(&format::thousands(drawn.undated), x, y, &self.colours.ink, true);
        }
    }

    /// A lane that is counted: the denser, the darker; or ticks, the more, the higher.
    #[expect(clippy::cast_precision_loss, reason = "counts as shades and lengths")]
    fn cells(&self, lane: &Lane, drawn: &DrawnLane) {
        let (window, width) = (self.picture.window, self.picture.time_width);
        let (from, to) = self.picture.drawn.window;
        let x_of = |cell: usize| {
            let part = cell as f64 / drawn.bins.len() as f64;
            let from = from as f64;
            (from + (to as f64 - from) * part - window.from) / (window.to - window.from) * width
        };
        let across = x_of(drawn.bins.len()) - x_of(0);
        let heat = lane.counted as f64 / across.max(1.0) > DENSE;
        let top = lane.top + HEAD;
        self.fill(self.colours.family(drawn.family));
        for (at, count) in drawn.bins.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (left, right) = (x_of(at), x_of(at + 1));
            if right < 0.0 || left > width {
                continue;
            }
            let share = (f64::from(*count) / f64::from(lane.most.max(1))).sqrt();
            if heat {
                self.context.set_global_alpha(0.12 + 0.88 * share);
                self.context.fill_rect(left, top, (right - left).max(1.0), STRIP - 4.0);
            } else {
                let high = (STRIP - 4.0) * (0.35 + 0.65 * share);
                self.context.fill_rect(left, top + STRIP - 4.0 - high, 2.0, high);
            }
        }
        self.context.set_global_alpha(1.0);
        for cell in &drawn.bad {
            self.cross(x_of(usize::from(*cell)), top + STRIP / 2.0);
        }
    }

    fn item(&self, lane: &Lane, item: &Item, shapes: &[Option<Path2d>]) {
        let (window, width) = (self.picture.window, self.picture.time_width);
        let x = draw::shape_x(item, window, width);
        let y = middle(lane, item.row);
        if let Some((left, right)) = draw::bar_x(item, window, width) {
            self.bar(item, left, right, y);
        }
        if !(-20.0..=width + 20.0).contains(&x) {
            return;
        }
        // A gathered shape grows with the square root of its count, up to its row.
        #[expect(clippy::cast_precision_loss, reason = "the size of a shape")]
        let scale = (0.92 + (item.count as f64).sqrt() / 60.0).min(1.3);
        self.context.save();
        let _ = self.context.translate(x, y);
        let _ = self.context.scale(scale, scale);
        if let Some(Some(shape)) = shapes.get(usize::from(item.family)) {
            self.context.set_line_width(2.0);
            self.context.set_stroke_style_str(&self.colours.paper);
            self.context.stroke_with_path(shape);
            self.fill(self.colours.family(Some(item.family)));
            self.context.fill_with_path_2d(shape);
        }
        self.context.restore();
        if item.count > 1 {
            let words = format::thousands(item.count as u64);
            self.text(&words, x + RADIUS * scale + 2.0, y + 4.5, &self.colours.ink, true);
        }
        if item.bad {
            self.cross(x, y);
        }
    }

    /// A pill between two known ends; a line with an arrow where one is not known.
    fn bar(&self, item: &Item, left: f64, right: f64, y: f64) {
        let width = self.picture.time_width;
        let (open_left, open_right) =
            item.bar.map_or((false, false), |(from, to)| (from == i64::MIN, to == i64::MAX));
        let (left, right) = (left.max(0.0), right.min(width));
        if right <= left {
            return;
        }
        let colour = self.colours.family(Some(item.family));
        self.context.set_global_alpha(if open_left || open_right { 0.6 } else { 0.28 });
        if open_left || open_right {
            self.context.set_stroke_style_str(colour);
            self.context.set_line_width(2.0);
            self.context.begin_path();
            self.context.move_to(left, y);
            self.context.line_to(right, y);
            for (x, inward, open) in [(left, 5.0, open_left), (right, -5.0, open_right)] {
                if open {
                    self.context.move_to(x + inward, y - 5.0);
                    self.context.line_to(x, y);
                    self.context.line_to(x + inward, y + 5.0);
                }
            }
            self.context.stroke();
        } else {
            self.rect(colour, left, y - 5.0, (right - left).max(2.0), 10.0);
        }
        self.context.set_global_alpha(1.0);
    }

    fn cross(&self, x: f64, y: f64) {
        self.context.set_stroke_style_str(&self.colours.fails);
        self.context.set_line_width(3.0);
        self.context.begin_path();
        for side in [-11.0, 11.0] {
            self.context.move_to(x - side, y - 11.0);
            self.context.line_to(x + side, y + 11.0);
        }
        self.context.stroke();
    }

    fn cursor(&self) {
        let Some((lane, time)) = self.picture.cursor else { return };
        let Some(lane) = self.picture.lanes.get(usize::from(lane)) else { return };
        let x = time.map_or(self.picture.time_width + RADIUS + 18.0, |time| {
            self.picture.window.x(time, self.picture.time_width)
        });
        let mine = lane
            .items
            .iter()
            .filter(|item| time.is_some_and(|time| item.span.0 <= time && time <= item.span.1));
        let y = mine.map(|item| middle(lane, item.row)).next();
        let y = y.unwrap_or(lane.top + HEAD + STRIP.min(lane.height) / 2.0);
        self.context.set_stroke_style_str(&self.colours.ink);
        self.context.set_line_width(3.0);
        self.context.begin_path();
        let _ = self.context.arc(x, y, 12.0, 0.0, core::f64::consts::TAU);
        self.context.stroke();
    }
}

#[expect(clippy::cast_precision_loss, reason = "a row of at most five")]
fn middle(lane: &Lane, row: usize) -> f64 {
    lane.top + HEAD + ROW * (row as f64 + 0.5)
}
