using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting.Passages;

namespace DeepOptDistill.Reporting.Sections;

/// <summary>All that it takes to get these numbers again.</summary>
[Kind("repeat", "all that it takes to get these numbers again")]
internal sealed record Repeat : Section
{
    public override int Order => 80;

    public override string Title => "To repeat this run";

    public override IEnumerable<Passage> Of(RunRecord record)
    {
        yield return new Listing(record.Command, "sh");
        yield return new Table(
            [new Column("", IsNumber: false), new Column("", IsNumber: false)],
            [
                new Row("Machine", record.Machine.ToString()),
                new Row("Tool", record.Tool),
                new Row("Finished", record.Finished),
                new Row("Hash of the inputs", record.RecipeHash),
            ]
        );
        yield return new Prose("The recipe, overrides applied. Keys that it leaves out have their defaults ('deepopt list recipe'):");
        yield return new Listing(record.Recipe.TrimEnd(), "yaml");
        if (record.Terms.Length == 0)
            yield break;
        var versions = record.Terms.Contains('@', StringComparison.Ordinal) ? " (@2: the second version of what a term computes)" : "";
        yield return new Prose($"Its loss terms by stage, defaults included{versions}:");
        yield return new Listing(record.Terms.TrimEnd(), "yaml");
    }
}
