using System.Text.RegularExpressions;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Trainings of different numbers of epochs are laid beside each other by their steps.</summary>
public sealed partial class LearningTests
{
    [Theory]
    [InlineData(30, 3)]
    [InlineData(30, 20)]
    [InlineData(7, 30)]
    public void Trainings_of_different_epochs_are_compared_over_steps(int baseline, int student)
    {
        var rows = Rows(Report.Markdown(Record(baseline, student)));
        Assert.StartsWith("| Step |", rows[0], StringComparison.Ordinal);
        var cells = rows.Skip(2).Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        Assert.Equal(Math.Min(10, Math.Min(baseline, student)), cells.Count);
        Assert.All(cells, row => Assert.DoesNotContain("", row));
        Assert.Equal("2,100", cells[^1][0]);
    }

    [Fact]
    public void Trainings_of_as_many_epochs_are_compared_over_epochs() =>
        Assert.StartsWith("| Epoch |", Rows(Report.Markdown(Record(30, 30)))[0], StringComparison.Ordinal);

    /// <summary>The mean over seeds ends where the first of them was stopped, and rows are ends of epochs.</summary>
    [Fact]
    public void The_mean_over_seeds_ends_with_the_first_that_stopped()
    {
        var record = Record(7, 6);
        var epochs = record.Epochs.Select(e => e with { Steps = 19 * e.Epoch }).ToList();
        int first = (int)epochs[0].Seed;
        record = record with { Epochs = [.. epochs.Where(e => e.Seed == first || e.Epoch <= (e.Role == Role.Student ? 4 : 6))] };
        var markdown = Report.Markdown(record);
        string[][] rows = [.. Rows(markdown).Skip(2).Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
        Assert.Equal(["19", "38", "57", "76", "95", "114"], rows.Select(row => row[0]));
        Assert.Contains("An epoch has 19 steps.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("An epoch has", Report.Markdown(Record(30, 3)), StringComparison.Ordinal);
        Assert.Contains("Seeds stopped at different epochs: their mean ends with the first of them.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Seeds stopped at different epochs", Report.Markdown(Record(7, 6)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_in_a_row_is_said() =>
        Assert.Contains("A value is the last one up to its step.", Report.Markdown(Record(30, 3)), StringComparison.Ordinal);

    /// <summary>A name at the edge, far from the end of its line, would be taken for another's: a dotted line leads to it.</summary>
    [Theory]
    [InlineData(6, 6, 0)]
    [InlineData(6, 4, 1)]
    public void A_line_that_ends_early_leads_to_its_name(int baseline, int student, int leaders)
    {
        var record = SampleRun.Record with
        {
            Epochs = [.. SampleRun.Record.Epochs.Where(e => e.Epoch <= (e.Role == Role.Student ? student : baseline))],
        };
        var charts = Report
            .Html(record)
            .Split("<figure")
            .Where(part => part.Contains(">Validation accuracy</figcaption>", StringComparison.Ordinal));
        Assert.Equal(leaders, Regex.Count(Assert.Single(charts), "dasharray:1,3\""));
    }

    [Fact]
    public void Steps_stand_below_the_chart() => Assert.Matches(">step</(?:svg:)?text>", Report.Html(Record(30, 3)));

    /// <summary>Both trainings have 2,100 steps.</summary>
    private static RunRecord Record(int baseline, int student)
    {
        var epochs = SampleRun.Record.Epochs;
        IEnumerable<EpochRecord> Cut(Role role, int count) =>
            epochs.Where(e => e.Role == role && e.Epoch <= count).Select(e => e with { Steps = 2100 * e.Epoch / count });
        return SampleRun.Record with { Finish = [], Epochs = [.. Cut(Role.Baseline, baseline), .. Cut(Role.Student, student)] };
    }

    private static string[] Rows(string markdown) => Learned().Match(markdown).Value.TrimEnd('\n').Split('\n');

    [GeneratedRegex(@"\| (?:Step|Epoch) \|.*\n(?:\|.*\n)+")]
    private static partial Regex Learned();
}
