using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Specs.Forms;

/// <summary>What a key is: the first sentence of its documentation, which the compiler writes beside each assembly.</summary>
internal static partial class KeySentence
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Documents = new();

    /// <summary>The sentence without its full stop; empty where there is none.</summary>
    public static string Of(Member member)
    {
        var owner = member.Property.DeclaringType!;
        return First(Flat(OfParameter(owner, member) ?? OfProperty(owner, member.Property.Name)));
    }

    private static XElement? OfParameter(Type owner, Member member) =>
        member.Parameter is null
            ? null
            : Documented($"T:{Name(owner)}", owner.Assembly)
                ?.Elements("param")
                .FirstOrDefault(e => e.Attribute("name")?.Value == member.Property.Name);

    /// <summary>A property that inherits its documentation has that of the nearest base record with a summary.</summary>
    private static XElement? OfProperty(Type owner, string property)
    {
        for (var type = owner; type is not null; type = type.BaseType)
            if (Documented($"P:{Name(type)}.{property}", type.Assembly)?.Element("summary") is { } summary)
                return summary;
        return null;
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static XElement? Documented(string name, Assembly assembly) => Documents.GetOrAdd(assembly, Read).GetValueOrDefault(name);

    private static IReadOnlyDictionary<string, XElement> Read(Assembly assembly)
    {
        var file = assembly.Location.Length == 0 ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        return !File.Exists(file)
            ? new Dictionary<string, XElement>()
            : XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
    }

    private static string Flat(XElement? element) => Spaces().Replace(string.Concat(element?.Nodes().Select(Word) ?? []), " ").Trim();

    private static string Word(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => Referred(see),
            XElement inner => string.Concat(inner.Nodes().Select(Word)),
            _ => "",
        };

    private static string Referred(XElement see)
    {
        var target = see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "";
        var last = target[(target.LastIndexOf('.') + 1)..];
        return target.StartsWith("P:", StringComparison.Ordinal) ? $"'{Spelling.Key(last)}'" : Spelling.Word(last).Replace('-', ' ');
    }

    private static string First(string text) => EndOfSentence().Split(text, 2)[0].TrimEnd('.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<=\.) (?=\p{Lu})")]
    private static partial Regex EndOfSentence();
}
