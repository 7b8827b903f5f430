using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.Onnx;

/// <summary>Values of a node's attributes.</summary>
internal static class Attributes
{
    public static AttributeProto Of(string key, object value)
    {
        var attribute = new AttributeProto { Name = key };
        switch (value)
        {
            case int number:
                return WithInt(attribute, number);
            case long number:
                return WithInt(attribute, number);
            case float number:
                return WithFloat(attribute, number);
            case double number:
                return WithFloat(attribute, (float)number);
            case string text:
                return WithText(attribute, text);
            case int[] numbers:
                return WithInts(attribute, numbers.Select(n => (long)n));
            case long[] numbers:
                return WithInts(attribute, numbers);
            case float[] numbers:
                return WithFloats(attribute, numbers);
            default:
                throw new ArgumentException(
                    $"{key}: found a value of type {value.GetType().Name}; expected int, long, float, double, string or an array of "
                        + "int, long or float."
                );
        }
    }

    public static long Int(NodeProto node, string key, long otherwise) => Find(node, key) is { } attribute ? attribute.I : otherwise;

    public static float Float(NodeProto node, string key, float otherwise) => Find(node, key) is { } attribute ? attribute.F : otherwise;

    public static AttributeProto? Find(NodeProto node, string key) => node.Attribute.FirstOrDefault(a => a.Name == key);

    private static AttributeProto WithInt(AttributeProto attribute, long value)
    {
        (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, value);
        return attribute;
    }

    private static AttributeProto WithFloat(AttributeProto attribute, float value)
    {
        (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, value);
        return attribute;
    }

    private static AttributeProto WithText(AttributeProto attribute, string value)
    {
        (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(value));
        return attribute;
    }

    private static AttributeProto WithInts(AttributeProto attribute, IEnumerable<long> values)
    {
        attribute.Type = AttributeProto.Types.AttributeType.Ints;
        attribute.Ints.Add(values);
        return attribute;
    }

    private static AttributeProto WithFloats(AttributeProto attribute, IEnumerable<float> values)
    {
        attribute.Type = AttributeProto.Types.AttributeType.Floats;
        attribute.Floats.Add(values);
        return attribute;
    }
}
