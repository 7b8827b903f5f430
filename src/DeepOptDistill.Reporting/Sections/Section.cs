using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>A chapter of the report: a pure function of the record. A new one is one file; the catalog finds it.</summary>
[Family("report sections")]
internal abstract record Section
{
    private static readonly Lazy<IReadOnlyList<Section>> Found = new(() =>
        [
            .. new Catalog(typeof(Section).Assembly)
                .Members(typeof(Section))
                .Select(k => (Section)Activator.CreateInstance(k.Type)!)
                .OrderBy(s => s.Order),
        ]
    );

    /// <summary>Every section, in the order of the report.</summary>
    public static IReadOnlyList<Section> All => Found.Value;

    /// <summary>Where it stands: smaller is earlier.</summary>
    public abstract int Order { get; }

    /// <summary>Its heading; empty for none.</summary>
    public abstract string Title { get; }

    /// <summary>What it says about a run; nothing where the run gives it nothing to say, and then the heading is left out too.</summary>
    public abstract IEnumerable<Passage> Of(RunRecord record);
}
