using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Pages;

/// <summary>A report before it has a format.</summary>
/// <param name="Kicker">What kind of report it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="Subtitle">Data, date, tool.</param>
/// <param name="Chapters">Its chapters; an empty heading for none.</param>
internal sealed record Document(string Kicker, string Title, string Subtitle, IReadOnlyList<Chapter> Chapters);

/// <summary>Passages under a heading.</summary>
/// <param name="Title">The heading; empty for none.</param>
/// <param name="Passages">The passages.</param>
internal sealed record Chapter(string Title, IReadOnlyList<Passage> Passages);
