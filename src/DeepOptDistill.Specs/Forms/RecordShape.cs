using System.Collections.Concurrent;
using System.Reflection;

namespace DeepOptDistill.Specs.Forms;

/// <summary>
/// The members of a record and how to make one. The public constructor with the most parameters is taken as the primary one;
/// what it does not set is set through initializers, so that every default stays where the record states it.
/// </summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();
    private readonly ConstructorInfo? constructor;
    private readonly Type type;
    private readonly Lazy<IReadOnlyList<Member>> members;

    private RecordShape(Type type)
    {
        this.type = type;
        constructor = type.GetConstructors().Where(c => !IsCopy(c)).MaxBy(c => c.GetParameters().Length);
        members = new Lazy<IReadOnlyList<Member>>(() => [.. MembersOf()]);
    }

    /// <summary>In the order of their declaration, those of base records last.</summary>
    public IReadOnlyList<Member> Members => members.Value;

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, t => new RecordShape(t));

    /// <summary>A record with the given values; what is missing has its default.</summary>
    public object Create(IReadOnlyDictionary<Member, object?> given)
    {
        var parameters = constructor?.GetParameters() ?? [];
        var arguments = parameters.Select(p => Argument(p, given)).ToArray();
        var record = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        foreach (var (member, value) in given.Where(g => g.Key.Parameter is null))
            member.Property.SetValue(record, value, BindingFlags.DoNotWrapExceptions, null, null, null);
        return record;
    }

    /// <summary>The record as it would be if only what must be set were set, to the values that it has.</summary>
    public object WithDefaults(object record) =>
        Create(Members.Where(m => m.Required).ToDictionary(m => m, m => m.Property.GetValue(record)));

    /// <summary>What a member has when it is left out; null where that depends on what the constructor must be given.</summary>
    public object? Default(Member member)
    {
        if (member.Parameter is { } parameter)
            return parameter.DefaultValue;
        return Members.Any(m => m.Parameter is not null && m.Required)
            ? null
            : member.Property.GetValue(Create(new Dictionary<Member, object?>()));
    }

    private static object? Argument(ParameterInfo parameter, IReadOnlyDictionary<Member, object?> given)
    {
        var value = given.FirstOrDefault(g => g.Key.Parameter == parameter);
        return value.Key is not null ? value.Value
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : null;
    }

    private IEnumerable<Member> MembersOf()
    {
        var nullability = new NullabilityInfoContext();
        var parameters = constructor?.GetParameters() ?? [];
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).DistinctBy(p => p.Name))
        {
            var parameter = parameters.FirstOrDefault(p => p.Name == property.Name);
            if (property.GetIndexParameters().Length > 0 || (parameter is null && property.SetMethod is not { IsPublic: true }))
                continue;
            yield return new Member(property, parameter, FormOf.Type(nullability.Create(property), $"{type.Name}.{property.Name}"));
        }
    }

    private bool IsCopy(ConstructorInfo candidate) => candidate.GetParameters() is [var only] && only.ParameterType == type;
}
