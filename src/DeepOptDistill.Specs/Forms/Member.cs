using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Specs.Forms;

/// <summary>
/// A property that a document may set, through an initializer or through the primary constructor's parameter of that name.
/// </summary>
/// <param name="Property">The property.</param>
/// <param name="Parameter">The parameter; null where the property is set by an initializer.</param>
/// <param name="Form">How its value is spelt.</param>
internal sealed record Member(PropertyInfo Property, ParameterInfo? Parameter, Form Form)
{
    /// <summary>Its key in documents.</summary>
    public string Key { get; } = Spelling.Key(Property.Name);

    /// <summary>Whether a document must set it.</summary>
    public bool Required { get; } = Parameter is null ? Property.IsDefined(typeof(RequiredMemberAttribute)) : !Parameter.HasDefaultValue;

    /// <summary>Whether other tools call it so.</summary>
    public bool IsCalled(string word) => AlsoCalled?.Fits(word) == true;

    /// <summary>What other tools call it; null where no other name is known.</summary>
    public AlsoCalledAttribute? AlsoCalled { get; } = Property.GetCustomAttribute<AlsoCalledAttribute>(inherit: true);

    /// <summary>What its values are held to.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; } =
    [.. Property.GetCustomAttributes<ValidationAttribute>(), .. Parameter?.GetCustomAttributes<ValidationAttribute>() ?? []];

    /// <summary>What a person may write. The range of a number says that it is one.</summary>
    public string Expected(Catalog catalog)
    {
        return Rules.Count > 0 && Number.Fits(Form.Type) ? string.Join(", ", RuleWords) : Expected(Form.Expected(catalog));
    }

    /// <summary>The same where what its form takes has other words.</summary>
    public string Expected(string taken) => string.Join(", ", RuleWords.Prepend(taken));

    private IEnumerable<string> RuleWords => Rules.Select(rule => Rule.Expected(rule, Key, Form.Type == typeof(string)));
}
