using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Costs;
using Google.Protobuf;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Weights that are stored as whole numbers or bits and become real by other operators than those of quantization.</summary>
public sealed class WholeWeightTests
{
    private const int Rows = 8,
        Columns = 6;

    [Fact]
    public void A_cast_tensor_counts() => Assert.Equal(Rows * Columns, Cost(Cast("whole", "real")).Parameters);

    [Fact]
    public void A_cast_tensor_counts_behind_its_scale()
    {
        var scaled = new NodeProto
        {
            OpType = "Mul",
            Input = { "cast", "scale" },
            Output = { "real" },
        };
        Assert.Equal(Rows * Columns, Cost(Cast("whole", "cast"), scaled).Parameters);
    }

    [Fact]
    public void Bits_that_choose_between_two_numbers_count()
    {
        var chosen = new NodeProto
        {
            OpType = "Where",
            Input = { "bits", "scale", "less" },
            Output = { "real" },
        };
        Assert.Equal(Rows * Columns, Cost(chosen).Parameters);
    }

    [Fact]
    public void A_mask_over_weights_counts_the_weights_alone()
    {
        var masked = new NodeProto
        {
            OpType = "Where",
            Input = { "bits", "weights", "less" },
            Output = { "real" },
        };
        Assert.Equal(Rows * Columns, Cost(masked).Parameters);
    }

    /// <summary>Two numbers in a byte, or numbers that are looked up: what is stored is not what was learned.</summary>
    [Theory]
    [InlineData("BitShift")]
    [InlineData("Gather")]
    public void Packed_weights_are_told(string op)
    {
        var taken = new NodeProto
        {
            OpType = op,
            Input = { op == "Gather" ? "weights" : "whole", "whole" },
            Output = { "taken" },
        };
        Assert.Equal(["MatMul (packed weights)"], Cost(taken, Cast("taken", "real")).ParametersUnknown);
        Assert.Empty(Cost(Cast("whole", "real")).ParametersUnknown);
    }

    private static NodeProto Cast(string from, string to) =>
        new()
        {
            OpType = "Cast",
            Input = { from },
            Output = { to },
            Attribute =
            {
                new AttributeProto
                {
                    Name = "to",
                    Type = AttributeProto.Types.AttributeType.Int,
                    I = (long)DataType.Float,
                },
            },
        };

    private static ModelCost Cost(params NodeProto[] nodes)
    {
        var graph = new GraphBuilder("whole");
        graph.Input("x", null, Rows);
        graph.Constant("real", new float[Rows * Columns], Rows, Columns);
        graph.Output(graph.Node("MatMul", "y", ["x", "real"]), "y", null, Columns);
        var proto = graph.Build().Proto.Clone();
        proto.Graph.Initializer.Clear();
        proto.Graph.Initializer.Add(Tensor("whole", DataType.Uint8, 1, Rows, Columns));
        proto.Graph.Initializer.Add(Tensor("bits", DataType.Bool, 1, Rows, Columns));
        proto.Graph.Initializer.Add(Tensor("weights", DataType.Float, 4, Rows, Columns));
        proto.Graph.Initializer.Add(Tensor("scale", DataType.Float, 4));
        proto.Graph.Initializer.Add(Tensor("less", DataType.Float, 4));
        for (var i = 0; i < nodes.Length; i++)
            proto.Graph.Node.Insert(i, nodes[i]);
        return ModelCost.Learned(new OnnxModel(proto));
    }

    private static TensorProto Tensor(string name, DataType type, int bytes, params long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (product, length) => product * length);
        var raw = ByteString.CopyFrom(new byte[count * bytes]);
        return new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape },
            RawData = raw,
        };
    }
}
