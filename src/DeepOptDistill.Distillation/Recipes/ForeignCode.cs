using System.Reflection;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>
/// The code of kinds that are not the toolkit's own. A recipe's text names them and does not say what they compute, so a run is known by
/// the build of their assemblies too: a loss that was edited is another loss.
/// </summary>
internal static class ForeignCode
{
    private static readonly HashSet<Assembly> Own =
    [
        .. Kinds.All.Families.Values.SelectMany(Kinds.All.Members).Select(k => k.Type.Assembly),
    ];

    /// <summary>A line for each such kind, in order of names: <c>brier: 6f9c…</c>, the id of its module, which the compiler derives from
    /// its sources.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="student">The student.</param>
    public static IReadOnlyList<string> Of(Recipe recipe, StudentSpec student) =>
        [
            .. SpecKinds
                .In(recipe)
                .Concat(SpecKinds.In(student))
                .Distinct()
                .Where(type => !Own.Contains(type.Assembly))
                .Select(type => $"{type.GetCustomAttribute<KindAttribute>()!.Name}: {type.Module.ModuleVersionId}")
                .Order(StringComparer.Ordinal),
        ];
}
