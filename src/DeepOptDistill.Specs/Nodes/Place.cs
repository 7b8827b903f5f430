namespace DeepOptDistill.Specs.Nodes;

/// <summary>Where a node was written: in a file, at a line and column from 1, or in an override, which has neither.</summary>
/// <param name="Source">File name, or the override as it was typed: <c>--set seed</c>.</param>
/// <param name="Rank">0 for the file, then 1, 2, … for the overrides in their order.</param>
/// <param name="Line">Line from 1; 0 for an override.</param>
/// <param name="Column">Column from 1 in UTF-16 units; 0 for an override.</param>
internal readonly record struct Place(string Source, int Rank, long Line, long Column) : IComparable<Place>
{
    public static Place Override(string path, int rank) => new($"--set {path}", rank, 0, 0);

    public bool SameLine(Place other) => Rank == other.Rank && Line == other.Line;

    public int CompareTo(Place other) => (Rank, Line, Column).CompareTo((other.Rank, other.Line, other.Column));

    public override string ToString() => Line == 0 ? Source : FormattableString.Invariant($"{Source}:{Line}:{Column}");
}
