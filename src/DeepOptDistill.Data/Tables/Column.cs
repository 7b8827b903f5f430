using DeepOptDistill.Data.Drawing;

namespace DeepOptDistill.Data.Tables;

/// <summary>One attribute of every example of a table.</summary>
public abstract class Column(string name)
{
    /// <summary>Its heading.</summary>
    public string Name { get; } = name;

    /// <summary>Examples.</summary>
    public abstract int Count { get; }

    /// <summary>The value of an example as a file holds it, the same in every culture.</summary>
    public abstract string Text(int row);

    /// <summary>A copy that can be changed by itself.</summary>
    internal abstract Column Copy();

    /// <summary>Exchanges the attribute between an example and its neighbour.</summary>
    /// <param name="row">The example.</param>
    /// <param name="neighbour">Its neighbour.</param>
    /// <param name="draw">The random numbers of this exchange.</param>
    /// <param name="variance">s: the larger, the nearer new values lie to the exchanged ones.</param>
    internal abstract void Exchange(int row, int neighbour, Draw draw, double variance);
}
