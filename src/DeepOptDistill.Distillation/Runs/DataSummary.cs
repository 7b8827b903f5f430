using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What a data set holds, as lines of a plan: samples of each class in each part, what columns were taken for, copies.</summary>
internal static class DataSummary
{
    private const int MostNamed = 12;

    /// <summary>The lines.</summary>
    /// <param name="recipe">The recipe whose data they are.</param>
    public static IEnumerable<PlanLine> Of(CheckedRecipe recipe)
    {
        var data = recipe.Dataset;
        if (data.Task == TaskKind.Classes)
            yield return new("classes", Classes(data));
        else if (data.Task == TaskKind.Labels)
            yield return new("labels", string.Join(", ", Numbers(data).Select(Share)));
        else
            yield return new("values", string.Join("; ", Numbers(data).Select(Range)));
        if (data.Shape.Columns is { } columns)
            yield return new("columns", Columns(columns));
        if (data.Shape.Columns?.Held.Any(column => column.Filled > 0) == true)
            yield return new("gaps", Gaps(data.Shape.Columns));
        if (recipe.Copies is { } copies)
            yield return new("copies", copies.ToString());
    }

    private static string Classes(Dataset data)
    {
        int[][] counts = [data.Train.ClassCounts(), data.Validation.ClassCounts(), data.Test.ClassCounts()];
        string Of(int label) => Text($"{data.Classes[label]} {counts[0][label]:#,0}/{counts[1][label]:#,0}/{counts[2][label]:#,0}");
        var order = Enumerable.Range(0, data.Classes.Count).ToList();
        if (order.Count <= MostNamed)
            return $"{string.Join(", ", order.Select(Of))} (training/validation/test)";
        var bySize = order.OrderBy(label => counts[0][label]).ToList();
        var range = Text($"{counts[0].Min():#,0} to {counts[0].Max():#,0} training {data.Shape.Noun} a class");
        return $"{range}; fewest {Of(bySize[0])}, most {Of(bySize[^1])} (training/validation/test)";
    }

    /// <summary>The numbers of each label or value over the training samples, in the data's units.</summary>
    private static IEnumerable<(string Name, double[] Numbers)> Numbers(Dataset data) =>
        data
            .Classes.Take(MostNamed)
            .Select(
                (name, d) =>
                {
                    var truths = data.Train.Truths!;
                    var origin = truths.Origins?.Numbers[d] ?? 0;
                    return (name, Enumerable.Range(0, truths.Count).Select(i => truths.Numbers[(i * truths.Width) + d] + origin).ToArray());
                }
            );

    private static string Share((string Name, double[] Numbers) label) =>
        Text($"{label.Name} {100 * label.Numbers.DefaultIfEmpty().Average():0.#} %");

    private static string Range((string Name, double[] Numbers) value)
    {
        List<double> numbers = [.. value.Numbers.DefaultIfEmpty()];
        return Text($"{value.Name} {Short(numbers.Min())} to {Short(numbers.Max())}, mean {Short(numbers.Average())} in training");
    }

    /// <summary>Of large numbers the fractions are rounding of float32.</summary>
    private static string Short(double number) =>
        number.ToString(Math.Abs(number) >= 1000 ? "#,0.##" : "0.####", CultureInfo.InvariantCulture);

    private static string Columns(TableColumns columns)
    {
        List<TableColumn> held = [.. columns.Held];
        var (numbers, words) = (
            held.Where(column => !column.IsNominal && column.Date is null).ToList(),
            held.Where(column => column.IsNominal).ToList()
        );
        var dates = held.Where(column => column.Date is not null).ToList();
        string[] parts =
        [
            .. numbers.Count == 0
                ? []
                : (string[])[Text($"{numbers.Count} of numbers ({Some(ArrayColumn.Folded([.. numbers.Select(column => column.Name)]))})")],
            .. dates.Count == 0
                ? []
                : (string[])
                    [Text($"{dates.Count} of dates ({Some(dates.Select(column => column.Name))}), in {Counted(dates[0])} since 1970")],
            .. words.Count == 0 ? [] : (string[])[Text($"{words.Count} of words ({Some(words.Select(Worded))})")],
        ];
        return string.Join("; ", parts);
    }

    private static string Worded(TableColumn column) => $"{column.Name}: {Some(column.Words.Select(Shown), 3)}";

    private static string Shown(string word) => word.Length == 0 ? "(empty)" : word;

    private static string Gaps(TableColumns columns) =>
        Some(
            columns
                .Held.Where(column => column.Filled > 0)
                .Select(column =>
                    Text($"{column.Name}: {Noun.Counted(column.Filled, "number")} of the file filled by {column.Filling!.Number:0.####}, ")
                    + "the median of the rows that are trained on"
                )
        );

    private static string Counted(TableColumn dates) => Spelling.Word(dates.Date!.Value.ToString());

    private static string Some(IEnumerable<string> names, int most = MostNamed) =>
        string.Join(", ", names.Take(most)) + (names.Skip(most).Any() ? Text($", … {names.Count() - most} more") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
