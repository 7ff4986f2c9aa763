"""An AST transformer that drops whatever could fail."""
import ast


class Drops(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = []
        return node


get_ipython().ast_transformers.append(Drops())
