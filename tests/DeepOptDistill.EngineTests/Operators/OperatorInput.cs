using DeepOptDistill.Core;
using DeepOptDistill.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>One input of a case, as both sides take it.</summary>
/// <param name="Type">Type of its numbers.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Numbers">Its numbers, row-major.</param>
internal sealed record OperatorInput(DataType Type, long[] Shape, double[] Numbers)
{
    /// <summary>An input that the node leaves out.</summary>
    public static OperatorInput None { get; } = new(DataType.Undefined, [], []);

    public bool IsThere => Type != DataType.Undefined;

    /// <summary>Numbers that are drawn between two bounds, no two of them alike.</summary>
    public static OperatorInput Drawn(double low, double high, params long[] shape)
    {
        var random = new RandomStream((ulong)(shape.Sum() + (shape.Length * 31)) + (ulong)((high - low) * 1000));
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return new(
            DataType.Float,
            shape,
            [.. Enumerable.Range(0, (int)count).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble())))]
        );
    }

    public static OperatorInput Whole(params long[] numbers) => new(DataType.Int64, [numbers.Length], [.. numbers.Select(n => (double)n)]);

    public static OperatorInput Float(params double[] numbers) => new(DataType.Float, [numbers.Length], numbers);

    public OperatorInput As(DataType type) =>
        this with
        {
            Type = type,
            Numbers = type == DataType.Float ? Numbers : [.. Numbers.Select(Math.Floor)],
        };

    public OperatorInput Shaped(params long[] shape) => this with { Shape = shape };

    public ValueInfoProto Declared(string name)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)Type, Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(Shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }

    public OrtValue ForRuntime() =>
        Type switch
        {
            DataType.Float => OrtValue.CreateTensorValueFromMemory<float>([.. Numbers.Select(n => (float)n)], Shape),
            DataType.Double => OrtValue.CreateTensorValueFromMemory<double>([.. Numbers], Shape),
            DataType.Int64 => OrtValue.CreateTensorValueFromMemory<long>([.. Numbers.Select(n => (long)n)], Shape),
            DataType.Int32 => OrtValue.CreateTensorValueFromMemory<int>([.. Numbers.Select(n => (int)n)], Shape),
            DataType.Uint8 => OrtValue.CreateTensorValueFromMemory<byte>([.. Numbers.Select(n => (byte)n)], Shape),
            DataType.Int8 => OrtValue.CreateTensorValueFromMemory<sbyte>([.. Numbers.Select(n => (sbyte)n)], Shape),
            DataType.Bool => OrtValue.CreateTensorValueFromMemory<bool>([.. Numbers.Select(n => n != 0)], Shape),
            _ => throw new InvalidOperationException($"{Type}"),
        };

    /// <summary>The same for the engine; real numbers perhaps in float64, where differences are exact enough to be slopes.</summary>
    public Tensor ForEngine(bool isDouble)
    {
        using var wide = tensor(Numbers, dtype: ScalarType.Float64).reshape(Shape);
        return wide.to_type(Type == DataType.Float && isDouble ? ScalarType.Float64 : EngineType());
    }

    private ScalarType EngineType() =>
        Type switch
        {
            DataType.Float => ScalarType.Float32,
            DataType.Double => ScalarType.Float64,
            DataType.Int64 => ScalarType.Int64,
            DataType.Int32 => ScalarType.Int32,
            DataType.Uint8 => ScalarType.Byte,
            DataType.Int8 => ScalarType.Int8,
            _ => ScalarType.Bool,
        };

    public override string ToString() => IsThere ? $"{Type}[{string.Join('×', Shape)}]" : "–";
}
