namespace DeepOptDistill.Data.Targets;

/// <summary>Which answers one part of a target store holds: consecutive samples of one view.</summary>
/// <param name="View">Number of the view, from 0.</param>
/// <param name="First">Index of the first sample.</param>
/// <param name="Rows">Number of samples.</param>
public readonly record struct PartRange(int View, int First, int Rows)
{
    /// <summary>The part's file in the store's folder.</summary>
    public string FileName => FormattableString.Invariant($"view-{View:D4}-from-{First:D8}.npy");
}
