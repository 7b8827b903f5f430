using DeepOptDistill.Core.Runs;
using OxyPlot;

namespace DeepOptDistill.Reporting.Passages;

/// <summary>A piece of a report that every format can show. Texts are plain; each format escapes them.</summary>
internal abstract record Passage;

/// <summary>A paragraph.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Prose(string Text) : Passage;

/// <summary>The paragraph that says the result.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Lead(string Text) : Passage;

/// <summary>Remarks below a table or picture.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Remark(string Text) : Passage;

/// <summary>A few numbers to remember.</summary>
/// <param name="All">The numbers.</param>
internal sealed record KeyFigures(IReadOnlyList<KeyFigure> All) : Passage;

/// <summary>A number to remember.</summary>
/// <param name="Value">The number with its unit.</param>
/// <param name="Name">What it is.</param>
/// <param name="Note">What it is to be held against.</param>
internal sealed record KeyFigure(string Value, string Name, string Note);

/// <summary>Sentences one below the other.</summary>
/// <param name="All">The sentences.</param>
internal sealed record Points(IReadOnlyList<string> All) : Passage;

/// <summary>Text that is shown as it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language">Its language, for formats that colour it.</param>
internal sealed record Listing(string Text, string Language) : Passage;

/// <summary>Pictures side by side.</summary>
/// <param name="All">The pictures.</param>
/// <param name="Note">How to read them.</param>
/// <param name="Instead">What a format without pictures shows.</param>
internal sealed record Pictures(IReadOnlyList<Picture> All, string Note, params IReadOnlyList<Passage> Instead) : Passage;

/// <summary>A chart.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Chart">The chart.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal sealed record Picture(string Title, PlotModel Chart, int Width, int Height)
{
    /// <summary>The same for the width of a phone; null where it is narrow enough, or is moved sideways.</summary>
    public Picture? Narrow { get; init; }
}

/// <summary>A table.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a cell for each column.</param>
internal sealed record Table(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows) : Passage;

/// <summary>A column.</summary>
/// <param name="Title">Its title.</param>
/// <param name="IsNumber">Whether its cells are set to the right.</param>
internal sealed record Column(string Title, bool IsNumber = true);

/// <summary>A row.</summary>
/// <param name="Cells">Its cells.</param>
internal sealed record Row(params IReadOnlyList<Cell> Cells)
{
    /// <summary>The role of the model that the row is about, shown in the role's colour.</summary>
    public Role? Role { get; init; }

    /// <summary>Whether the row sums the others up.</summary>
    public bool IsTotal { get; init; }
}

/// <summary>A cell.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Share">Length of a bar beside the text, from 0 to 1; null for none.</param>
internal sealed record Cell(string Text, double? Share = null)
{
    public static implicit operator Cell(string text) => new(text);
}
