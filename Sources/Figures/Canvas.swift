import CCairo

/// A drawing surface: the one door to Cairo and to its memory. Lengths are in points, one of SVG's user units or
/// `scale` pixels of a PNG; x grows to the right, y downwards. Text stands on its baseline.
@safe
package struct Canvas: ~Copyable {
    enum Weight { case regular, bold }
    enum Alignment { case left, center, right }

    private let surface: OpaquePointer
    private let context: OpaquePointer

    /// Takes over `surface`.
    private init(_ surface: OpaquePointer) {
        unsafe self.surface = surface
        unsafe context = cairo_create(surface)
        // Unhinted, so that text is as long in one output as in the other.
        let options = unsafe cairo_font_options_create()
        unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        unsafe cairo_set_font_options(context, options)
        unsafe cairo_font_options_destroy(options)
        unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
    }

    // MARK: Output

    /// The drawing as an SVG document. Equal drawings give equal bytes.
    static func svg(
        width: Double, height: Double, _ draw: (borrowing Canvas) -> Void
    ) throws(FigureError) -> [UInt8] {
        let sink = ByteSink()
        do {
            guard let surface = unsafe cairo_svg_surface_create_for_stream(append, sink.closure, width, height) else {
                throw FigureError(CAIRO_STATUS_NO_MEMORY)
            }
            unsafe cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
            let canvas = unsafe Canvas(surface)
            draw(canvas)
            unsafe cairo_surface_finish(surface)
            try canvas.check()
        }
        // Cairo numbers its surfaces through the whole process, and nothing in the document refers to the number.
        return Array(String(decoding: sink.bytes, as: UTF8.self).replacing(/\ id="surface\d+"/, with: "").utf8)
    }

    /// The drawing as a PNG of `width` · `scale` by `height` · `scale` pixels, rounded.
    static func png(
        width: Double, height: Double, scale: Double, _ draw: (borrowing Canvas) -> Void
    ) throws(FigureError) -> [UInt8] {
        let (columns, rows) = (Int32((width * scale).rounded()), Int32((height * scale).rounded()))
        guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows) else {
            throw FigureError(CAIRO_STATUS_NO_MEMORY)
        }
        let canvas = unsafe Canvas(surface)
        // Nothing shines through: without an alpha channel pictures are written in two thirds of the time.
        canvas.fill(Rectangle(x: 0, y: 0, width: Double(columns), height: Double(rows)), Palette.ground)
        unsafe cairo_scale(canvas.context, scale, scale)
        draw(canvas)
        try canvas.check()
        let sink = ByteSink()
        let status = unsafe cairo_surface_write_to_png_stream(surface, append, sink.closure)
        guard status == CAIRO_STATUS_SUCCESS else { throw FigureError(status) }
        return sink.bytes
    }

    /// A context keeps its first error and draws no more.
    private func check() throws(FigureError) {
        for status in unsafe [cairo_status(context), cairo_surface_status(surface)]
        where status != CAIRO_STATUS_SUCCESS { throw FigureError(status) }
    }

    // MARK: Drawing

    func fill(_ corners: [Point], _ color: Color) {
        for point in corners { unsafe cairo_line_to(context, point.x, point.y) }
        use(color)
        unsafe cairo_fill(context)
    }

    func fill(_ rectangle: Rectangle, _ color: Color, cornerRadius: Double = 0) {
        trace(rectangle, cornerRadius: cornerRadius)
        use(color)
        unsafe cairo_fill(context)
    }

    func stroke(_ rectangle: Rectangle, _ color: Color, width: Double, cornerRadius: Double = 0) {
        trace(rectangle, cornerRadius: cornerRadius)
        strokePath(color, width: width, dash: [])
    }

    func stroke(_ points: [Point], _ color: Color, width: Double, dash: [Double] = []) {
        for point in points { unsafe cairo_line_to(context, point.x, point.y) }
        strokePath(color, width: width, dash: dash)
    }

    func fillCircle(at center: Point, radius: Double, _ color: Color) {
        unsafe cairo_new_sub_path(context)
        unsafe cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
        use(color)
        unsafe cairo_fill(context)
    }

    /// Draws only inside `rectangle`.
    func clipped(to rectangle: Rectangle, _ draw: () -> Void) {
        unsafe cairo_save(context)
        trace(rectangle, cornerRadius: 0)
        unsafe cairo_clip(context)
        draw()
        unsafe cairo_restore(context)
    }

    // MARK: Text

    func text(
        _ text: String, at point: Point, size: Double, _ color: Color, weight: Weight = .regular,
        alignment: Alignment = .left
    ) {
        let shift =
            switch alignment {
            case .left: 0.0
            case .center: width(of: text, size: size, weight: weight) / 2
            case .right: width(of: text, size: size, weight: weight)
            }
        select(size: size, weight: weight)
        use(color)
        unsafe cairo_move_to(context, point.x - shift, point.y)
        unsafe cairo_show_text(context, text.onOneLine)
        unsafe cairo_new_path(context)
    }

    func width(of text: String, size: Double, weight: Weight = .regular) -> Double {
        select(size: size, weight: weight)
        var extents = cairo_text_extents_t()
        unsafe cairo_text_extents(context, text.onOneLine, &extents)
        return extents.x_advance
    }

    /// The same before there is a drawing, for a figure whose size depends on it. 0 where memory is short, which the
    /// drawing will say.
    static func width(of text: String, size: Double, weight: Weight = .regular) -> Double {
        guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1) else { return 0 }
        let canvas = unsafe Canvas(surface)
        return canvas.width(of: text, size: size, weight: weight)
    }

    // MARK: Steps

    private func select(size: Double, weight: Weight) {
        let cairoWeight =
            switch weight {
            case .regular: CAIRO_FONT_WEIGHT_NORMAL
            case .bold: CAIRO_FONT_WEIGHT_BOLD
            }
        unsafe cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, cairoWeight)
        unsafe cairo_set_font_size(context, size)
    }

    private func use(_ color: Color) {
        unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
    }

    private func strokePath(_ color: Color, width: Double, dash: [Double]) {
        use(color)
        unsafe cairo_set_line_width(context, width)
        unsafe cairo_set_dash(context, dash, Int32(dash.count), 0)
        unsafe cairo_stroke(context)
    }

    private func trace(_ rectangle: Rectangle, cornerRadius radius: Double) {
        guard radius > 0 else {
            return unsafe cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
        }
        let corners = [
            (rectangle.right - radius, rectangle.y + radius), (rectangle.right - radius, rectangle.bottom - radius),
            (rectangle.x + radius, rectangle.bottom - radius), (rectangle.x + radius, rectangle.y + radius),
        ]
        unsafe cairo_new_sub_path(context)
        for (quarter, (x, y)) in corners.enumerated() {
            let start = Double(quarter - 1) * Double.pi / 2
            unsafe cairo_arc(context, x, y, radius, start, start + Double.pi / 2)
        }
        unsafe cairo_close_path(context)
    }
}

/// Why a figure could not be drawn: out of memory, too large.
package struct FigureError: Error, Hashable, Sendable {
    /// Cairo's own words.
    package let message: String

    fileprivate init(_ status: cairo_status_t) { message = unsafe String(cString: cairo_status_to_string(status)) }
}

/// Takes what Cairo writes.
private final class ByteSink {
    var bytes: [UInt8] = []

    /// For Cairo to hand back to `append`; the sink has to outlive the use.
    var closure: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }
}

private func append(
    closure: UnsafeMutableRawPointer?, data: UnsafePointer<UInt8>?, count: UInt32
) -> cairo_status_t {
    guard let closure = unsafe closure else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = unsafe Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    unsafe sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
}
