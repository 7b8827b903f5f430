namespace DeepOptDistill.Data.Tables;

/// <summary>What a value in Thrift's compact form has to be: a number, a text, a list of one form, a struct of fields.</summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal sealed class ThriftForm
{
    private readonly int[] types;

    private ThriftForm(params int[] types) => this.types = types;

    /// <summary>A truth value.</summary>
    public static ThriftForm Truth { get; } = new(1, 2);

    /// <summary>A number of one byte.</summary>
    public static ThriftForm OneByte { get; } = new(3);

    /// <summary>A whole number of 16, 32 or 64 bits.</summary>
    public static ThriftForm Whole { get; } = new(4, 5, 6);

    /// <summary>A number of eight bytes, with a point.</summary>
    public static ThriftForm EightBytes { get; } = new(7);

    /// <summary>A text, or bytes.</summary>
    public static ThriftForm Text { get; } = new(8);

    /// <summary>A struct whose fields are not known, or has none.</summary>
    public static ThriftForm Empty { get; } = Struct();

    /// <summary>Form of a list's elements.</summary>
    public ThriftForm? Element { get; private init; }

    /// <summary>Forms of a struct's fields, by their numbers.</summary>
    public IReadOnlyDictionary<long, ThriftForm> Fields { get; private init; } = new Dictionary<long, ThriftForm>();

    /// <summary>Elements of one form.</summary>
    public static ThriftForm List(ThriftForm element) => new(9) { Element = element };

    /// <summary>Fields by their numbers.</summary>
    public static ThriftForm Struct(params (long Number, ThriftForm Form)[] fields) =>
        new(12) { Fields = fields.ToDictionary(field => field.Number, field => field.Form) };

    /// <summary>Fields 1, 2, 3 and so on.</summary>
    public static ThriftForm Row(params ThriftForm[] fields) => Struct([.. fields.Select((form, i) => (i + 1L, form))]);

    /// <summary>Whether a value that is told to be of this type may have this form.</summary>
    public bool Is(int type) => types.Contains(type);
}
