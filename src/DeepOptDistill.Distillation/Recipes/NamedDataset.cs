using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Specs;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A data set by its name alone, with default options, or as a recipe writes it in one line.</summary>
public static class NamedDataset
{
    /// <summary>The data set of a name, or of <c>{ table: { train: rows.csv, label: class } }</c>.</summary>
    /// <exception cref="InputException">There is none of that name, or it needs options.</exception>
    public static DatasetSpec Of(string name)
    {
        var names = Kinds.All.Members(typeof(DatasetSpec)).Select(kind => kind.Name).ToList();
        if (!name.TrimStart().StartsWith('{') && !names.Contains(name)) throw new InputException(new Problem("data set", $"'{name}'", $"one of {string.Join(", ", names)}", Nearest.Remedy(name, names)));
        return SpecFile.Parse<Named>($"dataset: {name}", $"data set {name}", Kinds.All).Value.Dataset;
    }

    private sealed record Named
    {
        public required DatasetSpec Dataset { get; init; }
    }
}
