using System.Reflection;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Specs.Forms;

/// <summary>Which form a type has.</summary>
internal static class FormOf
{
    private static readonly HashSet<Type> Lists = [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>)];

    /// <summary>The form of a document's root, or of the items of a list that is the root.</summary>
    public static Form Root(Type type) =>
        IsList(type)
            ? new ListForm(type, false, Root(type.GetGenericArguments()[0]))
            : Known(type, optional: false) ?? throw Unknown(type, type.Name);

    /// <summary>The form of a property's type.</summary>
    /// <param name="info">The type with its nullable annotations.</param>
    /// <param name="owner">The property, for messages.</param>
    public static Form Type(NullabilityInfo info, string owner)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var optional = type != info.Type || info.ReadState == NullabilityState.Nullable;
        if (type.IsArray)
            return new ListForm(type, optional, Type(info.ElementType!, owner));
        if (IsList(type))
            return new ListForm(type, optional, Type(info.GenericTypeArguments[0], owner));
        if (IsMap(type))
            return new MapForm(type, optional, Type(info.GenericTypeArguments[1], owner));
        return Known(type, optional) ?? throw Unknown(type, owner);
    }

    private static Form? Known(Type type, bool optional)
    {
        if (ScalarForm.Fits(type))
            return new ScalarForm(type, optional);
        if (type.IsEnum)
            return new EnumForm(type, optional);
        if (type.IsDefined(typeof(FamilyAttribute), inherit: false))
            return new FamilyForm(type, optional);
        if (type.IsDefined(typeof(BareAttribute), inherit: false))
            return new BareForm(type, optional);
        return IsRecord(type) ? new RecordForm(type, optional) : null;
    }

    private static bool IsList(Type type) => type.IsGenericType && Lists.Contains(type.GetGenericTypeDefinition());

    private static bool IsMap(Type type) =>
        type.IsGenericType
        && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
        && type.GetGenericArguments()[0] == typeof(string);

    private static bool IsRecord(Type type) =>
        !type.IsAbstract
        && !type.IsPrimitive
        && !type.IsGenericType
        && !type.IsAssignableTo(typeof(Delegate))
        && type.Assembly != typeof(object).Assembly;

    private static InvalidOperationException Unknown(Type type, string owner) =>
        new(
            $"{owner}: found type {type}; expected text, a truth value, a number, an enumeration, a record, a family, or an "
                + "IReadOnlyList or IReadOnlyDictionary<string, …> of these."
        );
}
