using System.Reflection;

namespace DeepOptDistill.Core.Kinds;

/// <summary>A member of a family.</summary>
/// <param name="Name">The name that a recipe uses.</param>
/// <param name="Summary">One line: formula or meaning.</param>
/// <param name="Type">The sealed record.</param>
public sealed record Kind(string Name, string Summary, Type Type);

/// <summary>
/// Every kind of every family in a set of assemblies. Immutable. A family is an abstract record with <see cref="FamilyAttribute"/>;
/// a member is a sealed record below it with <see cref="KindAttribute"/>. Two members of one family with one name are refused.
/// </summary>
public sealed class Catalog
{
    private readonly SortedDictionary<string, Type> families = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, IReadOnlyList<Kind>> members = [];

    /// <summary>Reads the kinds of the assemblies.</summary>
    /// <exception cref="InvalidOperationException">Two members of a family share a name, or a family or member is not well
    /// formed.</exception>
    public Catalog(params IEnumerable<Assembly> assemblies)
    {
        var types = assemblies.Distinct().SelectMany(a => a.GetTypes()).ToList();
        foreach (var family in types.Where(t => t.GetCustomAttribute<FamilyAttribute>() is not null))
        {
            families.Add(family.GetCustomAttribute<FamilyAttribute>()!.Name, family);
            members.Add(family, MembersOf(family, types));
        }
    }

    /// <summary>The families by name.</summary>
    public IReadOnlyDictionary<string, Type> Families => families;

    /// <summary>The members of a family, by name.</summary>
    public IReadOnlyList<Kind> Members(Type family) => members.TryGetValue(family, out var list) ? list : [];

    /// <summary>Whether the type is a family's contract.</summary>
    public bool IsFamily(Type type) => members.ContainsKey(type);

    private static List<Kind> MembersOf(Type family, List<Type> types)
    {
        var kinds = types
            .Where(t => !t.IsAbstract && t.IsAssignableTo(family) && !t.IsDefined(typeof(UnlistedAttribute), inherit: false))
            .Select(KindOf)
            .OrderBy(k => k.Name, StringComparer.Ordinal)
            .ToList();
        var twice = kinds.GroupBy(k => k.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? kinds
            : throw new InvalidOperationException(
                $"{family.Name}: found {string.Join(" and ", twice.Select(k => k.Type.FullName))} both named '{twice.Key}'; expected "
                    + "one name each."
            );
    }

    private static Kind KindOf(Type type) =>
        type is { IsSealed: true } && type.GetCustomAttribute<KindAttribute>() is { } kind
            ? new Kind(kind.Name, kind.Summary, type)
            : throw new InvalidOperationException(
                $"{type.FullName}: found a family member that is not sealed or has no [Kind]; expected both."
            );
}
