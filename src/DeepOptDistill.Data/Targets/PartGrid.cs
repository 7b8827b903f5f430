namespace DeepOptDistill.Data.Targets;

/// <summary>How samples × views are cut into parts of equal length; the last part of a view may be shorter.</summary>
/// <param name="Samples">Samples in each view.</param>
/// <param name="Views">Number of views.</param>
/// <param name="PartRows">Samples in a full part.</param>
internal readonly record struct PartGrid(int Samples, int Views, int PartRows)
{
    public int PartsPerView => (int)(((long)Samples + PartRows - 1) / PartRows);

    public int Count => PartsPerView * Views;

    public PartRange this[int part]
    {
        get
        {
            var (view, place) = Math.DivRem(part, PartsPerView);
            var first = place * PartRows;
            return new PartRange(view, first, Math.Min(PartRows, Samples - first));
        }
    }

    /// <summary>Place of the range in the grid; −1 when it is not one of its parts.</summary>
    public int IndexOf(PartRange range)
    {
        var inside = range is { View: >= 0, First: >= 0 } && range.View < Views && range.First < Samples;
        var part = inside ? range.View * PartsPerView + range.First / PartRows : -1;
        return part >= 0 && this[part] == range ? part : -1;
    }
}
