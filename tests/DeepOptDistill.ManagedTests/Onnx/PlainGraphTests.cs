using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators.Costs;
using Google.Protobuf;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Files with calls of functions, or in any order, are read as plain graphs in the order of computation.</summary>
public sealed class PlainGraphTests
{
    [Fact]
    public void Calls_become_nodes_with_names_of_their_own()
    {
        var model = Read(Called());
        Assert.Equal(
            ["first/MatMul → first/inner", "Tanh → a", "second/MatMul → second/inner", "Tanh → y"],
            model.Proto.Graph.Node.Select(n => $"{(n.Name.Length > 0 ? n.Name : n.OpType)} → {n.Output[0]}")
        );
        Assert.Empty(model.Proto.Functions);
        var cost = ModelCost.Count(
            model,
            new Dictionary<string, long[]>
            {
                ["x"] = [1, 4],
                ["first/inner"] = [1, 4],
                ["second/inner"] = [1, 4],
                ["a"] = [1, 4],
                ["y"] = [1, 4],
            }
        );
        Assert.Equal((16 + 16, 16 + 16), (cost.Parameters, cost.Macs));
    }

    /// <summary>A function for other operators than the model's stays a call, and its costs are not known.</summary>
    [Fact]
    public void A_function_of_another_opset_stays_and_is_named()
    {
        var proto = Called();
        proto.Functions[0].OpsetImport[0].Version = 9;
        var model = Read(proto);
        Assert.Equal(2, model.Proto.Graph.Node.Count(n => n.OpType == "MyOp"));
        var cost = ModelCost.Count(model, new Dictionary<string, long[]>());
        Assert.Equal("pkg.MyOp pkg.MyOp", $"{Assert.Single(cost.MacsUnknown)} {Assert.Single(cost.ParametersUnknown)}");
    }

    /// <summary>A function holds its weights once, however often it is called.</summary>
    [Fact]
    public void Constants_of_a_function_that_is_called_twice_are_there_once()
    {
        var proto = Called();
        var weights = new TensorProto
        {
            DataType = 1,
            Dims = { 4, 4 },
            RawData = ByteString.CopyFrom(new byte[64]),
        };
        var attribute = new AttributeProto
        {
            Name = "value",
            Type = AttributeProto.Types.AttributeType.Tensor,
            T = weights,
        };
        proto
            .Functions[0]
            .Node.Insert(
                0,
                new NodeProto
                {
                    OpType = "Constant",
                    Output = { "own" },
                    Attribute = { attribute },
                }
            );
        proto.Functions[0].Node[1].Input[1] = "own";
        var model = Read(proto);
        Assert.Single(model.Proto.Graph.Node, n => n.OpType == "Constant");
        Assert.Equal(16, ModelCost.Learned(model).Parameters);
    }

    [Fact]
    public void A_function_that_calls_itself_stays_a_call()
    {
        var proto = Called();
        proto
            .Functions[0]
            .Node.Add(
                new NodeProto
                {
                    OpType = "MyOp",
                    Domain = "pkg",
                    Input = { "v", "w" },
                    Output = { "again" },
                }
            );
        Assert.Equal(2, Read(proto).Proto.Graph.Node.Count);
    }

    [Fact]
    public void An_input_that_is_handed_on_is_copied()
    {
        var proto = Called();
        proto.Functions[0].Output[0] = "v";
        Assert.Contains(Read(proto).Proto.Graph.Node, n => n.OpType == "Identity" && n.Input[0] == "x" && n.Output[0] == "a");
    }

    [Fact]
    public void Nodes_are_put_behind_what_they_read()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        var right = proto.Graph.Node.Select(n => n.Name).ToList();
        List<NodeProto> reversed = [.. proto.Graph.Node.Reverse()];
        proto.Graph.Node.Clear();
        proto.Graph.Node.Add(reversed);
        var model = Read(proto);
        Assert.Equal(right, model.Proto.Graph.Node.Select(n => n.Name));
        Assert.Equal(["conv", "norm", "relu", "pool", "flat"], Taps.All(model));
        Assert.Equal(1, WeightedDepth.Of(model)["conv"]);
        Assert.Equal(2, WeightedDepth.Of(model)["logits"]);
    }

    [Fact]
    public void What_is_in_order_keeps_its_bytes()
    {
        var bytes = Graphs.Classifier().ToBytes();
        Assert.Equal(bytes, OnnxModel.Parse(bytes, "memory").ToBytes());
    }

    private static OnnxModel Read(ModelProto proto) => OnnxModel.Parse(proto.ToByteArray(), "memory");

    /// <summary>y = tanh(tanh(x·w)·u), each product with its tanh a call.</summary>
    private static ModelProto Called()
    {
        var graph = new GraphBuilder("called");
        var x = graph.Input("x", null, 4);
        var (w, u) = (graph.Constant("w", Graphs.Numbers(16), 4, 4), graph.Constant("u", Graphs.Numbers(16, 3), 4, 4));
        graph.Output(graph.Node("MyOp", "y", [graph.Node("MyOp", "a", [x, w]), u]), "y", null, 4);
        var proto = graph.Build().Proto;
        (proto.Graph.Node[0].Name, proto.Graph.Node[1].Name) = ("first", "second");
        foreach (var node in proto.Graph.Node)
            node.Domain = "pkg";
        var function = new FunctionProto
        {
            Name = "MyOp",
            Domain = "pkg",
            Input = { "v", "w" },
            Output = { "z" },
        };
        function.Node.Add(
            new NodeProto
            {
                OpType = "MatMul",
                Name = "MatMul",
                Input = { "v", "w" },
                Output = { "inner" },
            }
        );
        function.Node.Add(
            new NodeProto
            {
                OpType = "Tanh",
                Input = { "inner" },
                Output = { "z" },
            }
        );
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        proto.Functions.Add(function);
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "pkg", Version = 1 });
        return proto;
    }
}
