using System.Globalization;
using System.Reflection;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Data;

/// <summary>
/// A member of a family as one line that is the same in every culture and changes whenever an option or the version of its algorithm does:
/// <c>pad-and-crop(pad=2)</c>.
/// </summary>
internal static class KindDescription
{
    public static string Name(object member) => Attribute(member).Name;

    private static KindAttribute Attribute(object member) =>
        member.GetType().GetCustomAttribute<KindAttribute>()
        ?? throw new InvalidOperationException($"{member.GetType().FullName}: found no [Kind]; expected one on every family member.");

    public static string Of(object member)
    {
        var options = member
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property is { CanRead: true, CanWrite: true })
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"{Spelling.Key(property.Name)}={Text(property.GetValue(member))}");
        return $"{Attribute(member).VersionedName}({string.Join(",", options)})";
    }

    private static string Text(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            Enum word => Spelling.Word(word.ToString()),
            System.Collections.IEnumerable list => $"[{string.Join(",", list.Cast<object?>().Select(Text))}]",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
